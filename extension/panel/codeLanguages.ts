/** What people write after the fence of a code block, by the editor's id of that language where the two differ. */
const IDS: Readonly<Record<string, string>> = {
  bash: 'shellscript',
  'c++': 'cpp',
  'c#': 'csharp',
  cs: 'csharp',
  dockerfile: 'dockerfile',
  golang: 'go',
  html: 'html',
  js: 'javascript',
  jsx: 'javascriptreact',
  kt: 'kotlin',
  make: 'makefile',
  md: 'markdown',
  objc: 'objective-c',
  patch: 'diff',
  ps1: 'powershell',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  sh: 'shellscript',
  shell: 'shellscript',
  tex: 'latex',
  ts: 'typescript',
  tsx: 'typescriptreact',
  yml: 'yaml',
  zsh: 'shellscript',
};

/** The editor's id of a language as a message names it; the name itself where nothing better is known. */
export function languageIdOf(named: string): string {
  const name = named.trim().toLowerCase();
  return Object.hasOwn(IDS, name) ? (IDS[name] ?? name) : name;
}

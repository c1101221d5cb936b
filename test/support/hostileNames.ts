/** Names of files that somebody might send to harm: each has to end as an ordinary name, or be refused. */
export const HOSTILE_NAMES: readonly string[] = [
  ...[
    '',
    ' ',
    '.',
    '..',
    '...',
    '/',
    '\\',
    '//',
    '\\\\',
    '~',
    '~root',
    '-',
    '--',
    '-rf',
    '$HOME',
    '`id`',
    '$(id)',
    '%00',
  ],
  ...climbing(['etc/passwd', 'etc/cron.d/x', '.ssh/authorized_keys', '.vscode/tasks.json', 'roomchat.db', 'lock.db']),
  ...devices(),
  ...hidden(),
  ...dressedUp(),
  ...[
    'a'.repeat(300),
    `${'é'.repeat(200)}.txt`,
    `${'😀'.repeat(100)}.png`,
    `${'x'.repeat(250)}.tar.gz`,
    `.${'x'.repeat(400)}`,
  ],
  ...[
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '[x](command:workbench.action.quit)',
    '$(trash) x',
  ],
  ...[
    "'; DROP TABLE files; --",
    '" OR 1=1',
    '%s%s%n',
    '{{7*7}}',
    '${7*7}',
    '=cmd|calc',
    '@SUM(1)',
    '+1',
    '#{x}',
    '\\x00',
  ],
  ...['a\r\nSet-Cookie: x=1', 'a\nb', 'a\tb', 'a\0b', 'a\u0007b', 'a\u001b[31mb', 'a\u009bb', 'x\u2028y', 'x\u2029y'],
  ...[
    '.git/config',
    '.git',
    '.vscode',
    '.env',
    'package.json',
    'node_modules/x/index.js',
    'a.code-workspace',
    'autorun.inf',
  ],
  ...[
    'x ',
    ' x',
    'x.',
    'x..',
    'x. .',
    'x .txt',
    '. x',
    'x/',
    '/x',
    'x\\',
    '\\x',
    './x',
    '.\\x',
    'x/.',
    'x/..',
    'x/../y',
  ],
  ...[
    'file:///etc/passwd',
    'http://evil.example/x',
    'data:text/html,x',
    'vscode://x',
    'C:x',
    'C:\\x',
    'x:$DATA',
    'x::$INDEX',
  ],
];

function climbing(targets: readonly string[]): string[] {
  const ways = [
    '../',
    '..\\',
    '../../../',
    '..\\..\\..\\',
    '/',
    '\\',
    'C:\\',
    '\\\\host\\share\\',
    '%2e%2e%2f',
    '..%2f',
    '....//',
    '..;/',
  ];
  return targets.flatMap((target) => ways.map((way) => way + target));
}

function devices(): string[] {
  const names = ['CON', 'PRN', 'AUX', 'NUL', 'COM1', 'COM9', 'LPT1', 'LPT9', 'CONIN$', 'CONOUT$', 'COM\u00b9'];
  return names.flatMap((name) => [name, name.toLowerCase(), `${name}.txt`, `${name} .txt`, `${name}:`]);
}

function hidden(): string[] {
  const characters = [0x202e, 0x202d, 0x2066, 0x2067, 0x2069, 0x200b, 0x200d, 0x200e, 0x00ad, 0xfeff, 0xe000, 0xe0041];
  return characters.flatMap((code) => {
    const character = String.fromCodePoint(code);
    return [character, `${character}x.txt`, `x${character}txt.exe`, `x.txt${character}`];
  });
}

function dressedUp(): string[] {
  const programs = ['exe', 'scr', 'bat', 'cmd', 'ps1', 'vbs', 'js', 'sh', 'desktop', 'app', 'lnk', 'jar', 'msi', 'hta'];
  return programs.flatMap((program) => [`photo.png.${program}`, `photo.png${' '.repeat(100)}.${program}`]);
}

/** Names that try to be more than a name, on one system or another. */
export function hostilePaths(): string[] {
  const paths = [
    ...['..', '.', '', ' ', '...', '/', '\\', '//', '../..', '..\\..', './', '.\\', '~', '~/', '~root', '-', '--help'],
    ...['/etc/passwd', '/tmp/x', 'C:\\Windows\\win.ini', 'C:x', 'C:', '\\\\server\\share\\x', '//server/share/x'],
    ...['\\\\?\\C:\\x', '\\\\.\\PhysicalDrive0', '/dev/null', '/proc/self/mem', 'file:///etc/passwd', '%2e%2e%2fx'],
    ...['..%2fx', '..%5cx', '%00', '.. /x', '. ./x', '..;/x', '..\u2215x', '..\u2044x', '..\uff0fx', '..\uff3cx'],
    ...['${HOME}/x', '$(id)', '`id`', '|id', ';id', '&id', '<x', '>x', '*', '?', '"x"', "'x'", 'a\tb', 'a\nb', 'a\rb'],
  ];
  const climbing = [1, 2, 3, 8, 40].flatMap((depth) =>
    ['/', '\\', '/./', '\\.\\', '//', '/\\'].map(
      (separator) => `${Array(depth).fill('..').join(separator)}${separator}x`,
    ),
  );
  const devices = ['CON', 'PRN', 'AUX', 'NUL', 'COM1', 'COM9', 'LPT1', 'COM¹', 'CONIN$', 'CONOUT$'].flatMap(
    (device) => [
      device,
      device.toLowerCase(),
      `${device}.txt`,
      `${device}.tar.gz`,
      `${device} .txt`,
      `${device}:`,
      `../${device}`,
    ],
  );
  const unseen = [
    '\0',
    '\u0001',
    '\u001b',
    '\u007f',
    '\u0085',
    '\u200b',
    '\u202e',
    '\u2066',
    '\ufeff',
    '\u2028',
  ].flatMap((character) => [
    `a${character}b.txt`,
    character,
    `${character}..`,
    `..${character}/x`,
    `txt.${character}exe`,
  ]);
  const dressed = ['x.', 'x ', 'x. . ', 'x...', 'x.exe.', 'x.exe ', 'x.txt::$DATA', 'x.txt:y.exe', 'x.exe::$DATA'];
  const configures = [
    '.bashrc',
    '.git',
    '.git/config',
    '.vscode/tasks.json',
    '.ssh/authorized_keys',
    'x.code-workspace',
  ];
  const long = [
    'n'.repeat(300),
    `${'文'.repeat(120)}.txt`,
    `${'😀'.repeat(80)}.png`,
    `${'../'.repeat(400)}x`,
    'e\u0301'.repeat(200),
    `CON.${'x'.repeat(251)}`,
  ];
  const broken = ['\ud800', 'a\udc00b', '\ud83d.txt'];
  return [...paths, ...climbing, ...devices, ...unseen, ...dressed, ...configures, ...long, ...broken];
}

import { once } from 'node:events';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';

/** Where a workspace would like things to go; counts whoever comes. */
export class Sink {
  connections = 0;
  bytes = 0;
  readonly #server: net.Server;

  static async open(): Promise<Sink> {
    const sink = new Sink();
    sink.#server.listen(0, '127.0.0.1');
    await once(sink.#server, 'listening');
    return sink;
  }

  private constructor() {
    this.#server = net.createServer((socket) => {
      this.connections += 1;
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => (this.bytes += chunk.length));
    });
  }

  get port(): number {
    return (this.#server.address() as net.AddressInfo).port;
  }

  close(): void {
    this.#server.close();
  }
}

/** The name of what exists once anything of the workspace ran. */
export const RAN = 'ran';

/**
 * Makes a folder into a workspace that tries whatever a workspace can to turn Room Chat: where it connects, what it
 * trusts, what it runs, where it writes and what it says.
 *
 * @param settings the names of all that the extension's manifest contributes
 */
export async function makeHostile(folder: string, sink: Sink, settings: readonly string[]): Promise<void> {
  const address = `ws://127.0.0.1:${sink.port}`;
  const marker = path.join(folder, RAN);
  const wishes: Record<string, unknown> = {
    // Every setting there is, and those that there might be.
    ...Object.fromEntries(settings.map((name) => [name, address])),
    'roomChat.serverUrl': address,
    'roomChat.displayName': 'Mallory',
    'roomChat.confirmSecrets': false,
    'roomChat.confirmUploadSize': 0,
    'roomChat.cacheSize': 16,
    'roomChat.discovery': true,
    'roomChat.host.keepRunning': true,
    'roomChat.host.port': sink.port,
    'roomChat.host.network': true,
    'roomChat.host.script': path.join(folder, 'dist', 'server.js'),
    'roomChat.serverPath': path.join(folder, 'dist', 'server.js'),
    'roomChat.server.path': path.join(folder, 'dist', 'server.js'),
    'roomChat.downloadFolder': folder,
    'roomChat.dataFolder': folder,
    'roomChat.pin': '0'.repeat(64),
    'terminal.integrated.env.linux': { NODE_OPTIONS: `--require=${path.join(folder, 'evil.cjs')}` },
  };
  const files: Record<string, string> = {
    '.vscode/settings.json': JSON.stringify(wishes),
    'team.code-workspace': JSON.stringify({ folders: [{ path: '.' }], settings: wishes }),
    '.env': `NODE_OPTIONS=--require=${path.join(folder, 'evil.cjs')}\nROOM_CHAT_HOST=0.0.0.0\nROOM_CHAT_CONFIG=config.json\n`,
    'config.json': JSON.stringify({ host: '0.0.0.0', port: sink.port }),
    '.npmrc': `node-options=--require=${path.join(folder, 'evil.cjs')}\n`,
    'package.json': JSON.stringify({ name: 'room-chat', main: 'dist/extension.js', type: 'module' }),
    'evil.cjs': `require('fs').writeFileSync(${JSON.stringify(marker)}, '');\n`,
  };
  for (const name of ['dist/server.js', 'dist/extension.js', 'server.js', 'node_modules/room-chat/dist/server.js']) {
    files[name] = `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(marker)}, '');\n`;
  }
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  // Where a command is looked for by a name alone.
  await cp(path.join(folder, 'evil.cjs'), path.join(folder, 'node'));
}

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { helpText, readCommandLine } from '../../../server/options.ts';
import { flagName, SETTING_NAMES, type Settings } from '../../../server/settings.ts';
import { SettingsError } from '../../../server/settingSources.ts';

function settings(args: string[], environment: NodeJS.ProcessEnv = {}): Settings {
  const line = readCommandLine(args, environment);
  if (!('settings' in line)) throw new Error(line.command);
  return line.settings;
}

describe('settings', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'room-chat-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  function file(value: unknown): string {
    const name = join(folder, 'settings.json');
    writeFileSync(name, typeof value === 'string' ? value : JSON.stringify(value));
    return name;
  }

  it('a flag goes before the environment, and that before the file', () => {
    const config = file({ textBytes: 1, frameBytes: 5_000, port: 1 });
    const found = settings(['--config', config, '--text-bytes', '3'], {
      ROOM_CHAT_TEXT_BYTES: '2',
      ROOM_CHAT_FRAME_BYTES: '6000',
    });
    assert.deepEqual([found.textBytes, found.frameBytes, found.port], [3, 6_000, 1]);
    assert.equal(settings([], { ROOM_CHAT_CONFIG: config }).port, 1);
  });

  it('[LV3] every limit of hello has a flag of its name, and 0 is no limit', () => {
    assert.deepEqual(
      SETTING_NAMES.filter((name) => !helpText().includes(`--${flagName(name)} `)),
      [],
    );
    assert.equal(settings(['--messages-per-second', '0']).messagesPerSecond, 0);
    assert.equal(settings(['--frame-bytes', '0']).frameBytes, 0);
  });

  it('origins may be given more than once, in a variable with commas between', () => {
    const args = ['--allow-origin', 'https://a.example', '--allow-origin', 'https://b.example'];
    assert.deepEqual(settings(args).allowOrigin, ['https://a.example', 'https://b.example']);
    assert.deepEqual(settings([], { ROOM_CHAT_ALLOW_ORIGIN: 'https://a.example,https://b.example' }).allowOrigin, [
      'https://a.example',
      'https://b.example',
    ]);
  });

  for (const [args, complaint] of [
    [['--port', '70000'], '--port has to be 65535 at most.'],
    [['--port', 'x'], '--port has to be a whole number.'],
    [['--access', 'closed'], '--access has to be open or invite.'],
    [['--frame-bytes', '100'], '--frame-bytes has to be 0 (no limit) or 4096 at least.'],
    [['--log-level', 'loud'], '--log-level has to be one of silent, error, warn, info, debug.'],
    [['--public-url', 'example'], '--public-url has to be an http, https, ws or wss address.'],
    [['fly'], 'There is no command "fly". Try --help.'],
    [['backup'], 'Use: room-chat-server backup FOLDER [--data FOLDER]'],
  ] as [string[], string][]) {
    it(`${args.join(' ')} is refused with a sentence`, () => {
      assert.throws(() => readCommandLine(args, {}), { name: SettingsError.name, message: complaint });
    });
  }

  it('an unknown flag, variable or name in the file', () => {
    assert.throws(() => readCommandLine(['--colour', 'red'], {}), /--colour.*Try --help\./u);
    assert.throws(() => settings(['--config', file({ colour: 'red' })]), /the setting "colour", which there is not/u);
    assert.throws(() => settings(['--config', file('{')]), /cannot be read/u);
    assert.throws(() => settings(['--config', file([])]), /has to hold one JSON object/u);
    assert.throws(() => settings(['--config', file({ port: '1' })]), /"port" in .* has to be a whole number/u);
  });
});

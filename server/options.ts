import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { flagName, SETTING_NAMES, SETTINGS, type Settings } from './settings.ts';
import { resolveSettings, SettingsError } from './settingSources.ts';

export type CommandLine =
  | { command: 'serve'; settings: Settings; exitWithParent: boolean }
  | { command: 'check'; settings: Settings }
  | { command: 'backup' | 'restore'; folder: string; settings: Settings }
  | { command: 'print-config'; settings: Settings }
  | { command: 'help' | 'version' };

const SWITCHES = {
  help: 'print this',
  version: 'print the version',
  check: 'verify the data folder and stop',
  'print-config': 'print the settings as they would be used, as JSON, and stop',
  'exit-with-parent': 'stop when standard input ends',
} as const;

/** Reads the command line, the environment and the file of settings. @throws SettingsError */
export function readCommandLine(args: string[], environment: NodeJS.ProcessEnv): CommandLine {
  const { values, positionals } = parse(args);
  if (values['help'] === true) return { command: 'help' };
  if (values['version'] === true) return { command: 'version' };
  const configFile = values['config'] ?? environment['ROOM_CHAT_CONFIG'];
  const file = typeof configFile === 'string' ? readJson(configFile) : undefined;
  const settings = resolveSettings({ flags: values, environment, file });
  const [command, folder, ...rest] = positionals;
  if (command === undefined) {
    if (values['print-config'] === true) return { command: 'print-config', settings };
    if (values['check'] === true) return { command: 'check', settings };
    return { command: 'serve', settings, exitWithParent: values['exit-with-parent'] === true };
  }
  if (command !== 'backup' && command !== 'restore') {
    throw new SettingsError(`There is no command "${command}". Try --help.`);
  }
  if (folder === undefined || rest.length > 0)
    throw new SettingsError(`Use: room-chat-server ${command} FOLDER [--data FOLDER]`);
  return { command, folder, settings };
}

export function helpText(): string {
  const lines = SETTING_NAMES.map((name) => {
    const { help, placeholder, fallback } = SETTINGS[name];
    const value = fallback === undefined || Array.isArray(fallback) ? '' : ` (${fallback})`;
    return option(`--${flagName(name)} ${placeholder}`, help + value);
  });
  const switches = Object.entries(SWITCHES).map(([name, help]) => option(`--${name}`, help));
  return `Usage: room-chat-server [options]
       room-chat-server --check [--data FOLDER]
       room-chat-server backup FOLDER [--data FOLDER]
       room-chat-server restore FOLDER [--data FOLDER]

Serves chat rooms. Each option can also be set by the environment (--text-bytes is
ROOM_CHAT_TEXT_BYTES) or in a JSON file (textBytes); an option goes before the
environment, and that before the file.

Options:
${lines.join('\n')}
${option('--config FILE', 'JSON file of settings (or ROOM_CHAT_CONFIG)')}
${switches.join('\n')}
`;
}

function option(name: string, help: string): string {
  return `  ${name.padEnd(28)} ${help}`;
}

function parse(args: string[]): {
  values: Record<string, string | boolean | (string | boolean)[] | undefined>;
  positionals: string[];
} {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        ...Object.fromEntries(
          SETTING_NAMES.map((name) => [
            flagName(name),
            { type: 'string' as const, multiple: SETTINGS[name].kind === 'list' },
          ]),
        ),
        ...Object.fromEntries(Object.keys(SWITCHES).map((name) => [name, { type: 'boolean' as const }])),
        config: { type: 'string' as const },
      },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SettingsError(`${reason.split('\n')[0] ?? reason} Try --help.`, { cause: error });
  }
}

function readJson(name: string): { name: string; value: unknown } {
  try {
    return { name, value: JSON.parse(readFileSync(name, 'utf8')) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SettingsError(`The settings in ${name} cannot be read: ${reason}.`, { cause: error });
  }
}

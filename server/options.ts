import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { INVITE_USAGE, type InviteFlags, readInviteFlags } from './inviteCommand.ts';
import { flagName, SETTING_NAMES, SETTINGS, type Settings } from './settings.ts';
import { resolveSettings, SettingsError, type SettingSources } from './settingSources.ts';

export type CommandLine =
  | { command: 'serve'; settings: Settings; exitWithParent: boolean; control: string | undefined }
  | { command: 'check'; settings: Settings }
  | { command: 'backup' | 'restore'; folder: string; settings: Settings }
  | { command: 'invite'; invite: InviteFlags; settings: Settings }
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
  if (args[0] === 'invite') return inviteCommand(args.slice(1), environment);
  const { values, positionals } = parse(args);
  if (values['help'] === true) return { command: 'help' };
  if (values['version'] === true) return { command: 'version' };
  const settings = settingsOf(values, environment);
  const [command, folder, ...rest] = positionals;
  if (command === undefined) {
    if (values['print-config'] === true) return { command: 'print-config', settings };
    if (values['check'] === true) return { command: 'check', settings };
    const { control } = values;
    return {
      command: 'serve',
      settings,
      exitWithParent: values['exit-with-parent'] === true,
      control: typeof control === 'string' ? control : undefined,
    };
  }
  if (command !== 'backup' && command !== 'restore') {
    throw new SettingsError(`There is no command "${command}". Try --help.`);
  }
  if (folder === undefined || rest.length > 0)
    throw new SettingsError(`Use: room-chat-server ${command} FOLDER [--data FOLDER]`);
  return { command, folder, settings };
}

function inviteCommand(args: string[], environment: NodeJS.ProcessEnv): CommandLine {
  if (args.includes('--help')) return { command: 'help' };
  const { invite, values } = readInviteFlags(args);
  return { command: 'invite', invite, settings: settingsOf(values, environment) };
}

function settingsOf(flags: SettingSources['flags'], environment: NodeJS.ProcessEnv): Settings {
  const configFile = flags['config'] ?? environment['ROOM_CHAT_CONFIG'];
  const file = typeof configFile === 'string' ? readJson(configFile) : undefined;
  return resolveSettings({ flags, environment, file });
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
       ${INVITE_USAGE}

Serves chat rooms. Each option can also be set by the environment (--text-bytes is
ROOM_CHAT_TEXT_BYTES) or in a JSON file (textBytes); an option goes before the
environment, and that before the file.

Options:
${lines.join('\n')}
${option('--config FILE', 'JSON file of settings (or ROOM_CHAT_CONFIG)')}
${option('--control FILE', 'write there how programs of this user attend to the server; stop after the last')}
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
        control: { type: 'string' as const },
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

import * as v from 'valibot';
import { flagName, type Setting, SETTING_NAMES, type SettingName, SETTINGS, type Settings } from './settings.ts';

/** A setting is wrong; the message says which, where it came from and what it has to be. */
export class SettingsError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SettingsError';
  }
}

function environmentName(name: SettingName): string {
  return `ROOM_CHAT_${flagName(name).replaceAll('-', '_').toUpperCase()}`;
}

export interface SettingSources {
  /** By flag name, as `parseArgs` gives them. */
  flags: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  environment: NodeJS.ProcessEnv;
  /** The parsed JSON file and its name. */
  file?: { name: string; value: unknown } | undefined;
}

/** Puts the settings together: a flag goes before the environment, that before the file. @throws SettingsError */
export function resolveSettings(sources: SettingSources): Settings {
  const file = readFileSettings(sources.file);
  const settings: Record<string, unknown> = {};
  for (const name of SETTING_NAMES) {
    const setting = SETTINGS[name];
    const flag = sources.flags[flagName(name)];
    const variable = sources.environment[environmentName(name)];
    if (flag !== undefined) settings[name] = check(setting, fromText(setting, flag), `--${flagName(name)}`);
    else if (variable !== undefined)
      settings[name] = check(setting, fromText(setting, variable), environmentName(name));
    else if (file?.[name] !== undefined)
      settings[name] = check(setting, file[name], `"${name}" in ${sources.file?.name ?? ''}`);
    else if (setting.fallback !== undefined) settings[name] = setting.fallback;
  }
  // Each value has passed the schema of its own name.
  const all = settings as unknown as Settings;
  checkTogether(all);
  return all;
}

/** What each setting alone cannot tell. @throws SettingsError */
function checkTogether({ tls, tlsCert, tlsKey, oidcIssuer, oidcAudience }: Settings): void {
  if ((oidcIssuer === undefined) !== (oidcAudience === undefined)) {
    throw new SettingsError('--oidc-issuer and --oidc-audience go together: give both, or neither.');
  }
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new SettingsError('--tls-cert and --tls-key go together: give both, or neither.');
  }
  if (tls === 'auto' && tlsCert !== undefined) {
    throw new SettingsError('--tls auto makes a certificate, --tls-cert gives one: choose one of them.');
  }
}

function readFileSettings(file: SettingSources['file']): Record<string, unknown> | undefined {
  if (!file) return undefined;
  const { value } = file;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SettingsError(`${file.name} has to hold one JSON object.`);
  }
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(SETTINGS, name))
      throw new SettingsError(`${file.name} has the setting "${name}", which there is not.`);
  }
  return value as Record<string, unknown>;
}

function fromText(setting: Setting, raw: string | boolean | (string | boolean)[]): unknown {
  if (setting.kind === 'list') return Array.isArray(raw) ? raw.map(String) : String(raw).split(',').filter(Boolean);
  const value = String(Array.isArray(raw) ? raw.at(-1) : raw);
  return setting.kind === 'number' && /^\d+$/u.test(value) ? Number(value) : value;
}

function check(setting: Setting, value: unknown, where: string): unknown {
  const parsed = v.safeParse(setting.schema, value);
  if (parsed.success) return parsed.output;
  throw new SettingsError(`${where} ${parsed.issues[0].message}.`);
}

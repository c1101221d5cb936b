/** Why a file's name alone says that it may hold a secret. */
export type NameReason = 'environment' | 'private_key' | 'key_store' | 'credentials' | 'history';

interface NameRule {
  reason: NameReason;
  /** Against the last segment of the path, in lower case. */
  matches: RegExp;
}

/** Samples that are made to be shared, and the public half of a key. */
const HARMLESS = /(?:[._-](?:example|sample|template|dist|defaults?)(?:\.\w+)?|\.pub)$/u;

const RULES: readonly NameRule[] = [
  { reason: 'environment', matches: /^\.env(?:\..+|rc)?$|^.+\.env$|\.tfvars(?:\.json)?$|\.tfstate(?:\.backup)?$/u },
  { reason: 'private_key', matches: /^id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?(?:[._-].*)?$/u },
  {
    reason: 'private_key',
    matches: /\.(?:pem|key|ppk|ovpn|p8)$|^(?:ssh_host_.+_key|identity|privkey|\.vault-token)$/u,
  },
  {
    reason: 'key_store',
    matches: /\.(?:p12|pfx|jks|bks|keystore|kdbx?|keychain(?:-db)?|agilekeychain|opvault|wallet)$/u,
  },
  {
    reason: 'credentials',
    matches:
      /^(?:\.npmrc|\.yarnrc\.yml|\.netrc|_netrc|\.pypirc|\.pgpass|\.my\.cnf|\.htpasswd|\.git-credentials|\.dockercfg|\.s3cfg|\.boto|\.terraformrc|credentials(?:\.\w+)?|kubeconfig(?:[._-].*)?|(?:app|user)?secrets?\.(?:json|ya?ml|toml|ini|properties|env)|service[_-]?account.*\.json|client_secret.*\.json|shadow)$/u,
  },
  { reason: 'history', matches: /^\.(?:bash|zsh|sh|psql|mysql|python|node_repl|sqlite)_?(?:history|hist)$/u },
];

/** Files whose name says nothing without that of their folder. */
const IN_FOLDERS: readonly RegExp[] = [
  /(?:^|\/)\.kube\/config$/u,
  /(?:^|\/)\.docker\/config\.json$/u,
  /(?:^|\/)\.aws\/(?:config|credentials)$/u,
  /(?:^|\/)\.ssh\/(?!config$|known_hosts|authorized_keys)[^/.]+$/u,
];

/** Names of files that consist of settings, so that every value in them is taken for a secret. */
const SETTINGS = /^\.env(?:\..+)?$|^.+\.env$|^(?:\.npmrc|\.pypirc|\.s3cfg|\.boto|credentials(?:\.ini)?)$/u;

/**
 * What the name of a file gives away.
 *
 * @param path its name, or its path with `/` between segments
 */
export function secretName(path: string): NameReason | undefined {
  const lower = path.toLowerCase();
  const name = lower.slice(lower.lastIndexOf('/') + 1);
  if (HARMLESS.test(name)) return undefined;
  const rule = RULES.find(({ matches }) => matches.test(name));
  if (rule) return rule.reason;
  return IN_FOLDERS.some((pattern) => pattern.test(lower)) ? 'credentials' : undefined;
}

/** Whether a file by that name holds nothing but settings such as `KEY=value`. */
export function holdsSettings(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  return SETTINGS.test(name) && !HARMLESS.test(name);
}

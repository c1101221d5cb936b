import { entropy, isLikelySecret, isPlaceholder } from './likelySecret.ts';

/** What a found secret is, for the sentence about it. */
export type SecretKind =
  | 'private_key'
  | 'aws'
  | 'google'
  | 'azure'
  | 'github'
  | 'gitlab'
  | 'slack'
  | 'stripe'
  | 'package_registry'
  | 'ai_service'
  | 'service'
  | 'signed_token'
  | 'url_password'
  | 'authorization'
  | 'assigned'
  | 'setting';

export interface SecretRule {
  kind: SecretKind;
  /** One of these is in every text that the pattern finds: the cheap question that comes first. */
  hints: readonly string[];
  /** Finds within one line. Its group `secret`, else the whole, is the secret. */
  pattern: RegExp;
  /** Judges what was found. */
  accepts?: (secret: string) => boolean;
}

const mixed = (secret: string): boolean => /\d/u.test(secret) && /[A-Za-z]/u.test(secret) && entropy(secret) >= 3;
const real = (secret: string): boolean => !isPlaceholder(secret) && entropy(secret) >= 3;

/** Formats that their makers document; each has a mark of its own, so that chance hits are rare. */
const FORMATS: readonly SecretRule[] = [
  {
    kind: 'aws',
    hints: ['AKIA', 'ASIA', 'ABIA', 'ACCA'],
    pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/gu,
    accepts: (secret) => !secret.endsWith('EXAMPLE'),
  },
  { kind: 'google', hints: ['AIza'], pattern: /\bAIza[\w-]{35}(?![\w-])/gu, accepts: real },
  { kind: 'google', hints: ['GOCSPX-'], pattern: /\bGOCSPX-[\w-]{28}(?![\w-])/gu },
  { kind: 'google', hints: ['ya29.'], pattern: /\bya29\.[\w-]{30,}/gu },
  {
    kind: 'azure',
    hints: ['AccountKey=', 'SharedAccessKey=', 'accountkey='],
    pattern: /\b(?:AccountKey|SharedAccessKey)=(?<secret>[A-Za-z0-9+/]{42,86}={1,2})/giu,
  },
  { kind: 'azure', hints: ['sig='], pattern: /[?&]sig=(?<secret>[A-Za-z0-9%+/]{42,}(?:%3[dD]|=))/gu },
  { kind: 'azure', hints: ['8Q~'], pattern: /(?<![\w~.-])[\w~.-]{3}8Q~[\w~.-]{31,34}(?![\w~.-])/gu },
  {
    kind: 'github',
    hints: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'],
    pattern: /\bgh[pousr]_[A-Za-z0-9]{36,255}\b/gu,
    accepts: real,
  },
  { kind: 'github', hints: ['github_pat_'], pattern: /\bgithub_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\b/gu },
  {
    kind: 'gitlab',
    hints: ['glpat-', 'gldt-', 'glrt-', 'glcbt-', 'glptt-', 'gloas-'],
    pattern: /\bgl(?:pat|dt|rt|cbt|ptt|oas)-[\w-]{20,}/gu,
    accepts: real,
  },
  { kind: 'slack', hints: ['xox'], pattern: /\bxox[abeoprs]-(?:\d+-)?[\w-]{10,}/gu, accepts: mixed },
  { kind: 'slack', hints: ['xapp-'], pattern: /\bxapp-\d-[A-Z0-9]+-\d+-[a-z0-9]{20,}/gu },
  {
    kind: 'slack',
    hints: ['hooks.slack.com'],
    pattern: /hooks\.slack\.com\/services\/(?<secret>T\w{6,}\/B\w{6,}\/\w{20,})/gu,
  },
  { kind: 'stripe', hints: ['k_live_', 'k_test_'], pattern: /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}/gu, accepts: real },
  { kind: 'stripe', hints: ['whsec_'], pattern: /\bwhsec_[A-Za-z0-9+/]{32,}/gu, accepts: real },
  { kind: 'package_registry', hints: ['npm_'], pattern: /\bnpm_[A-Za-z0-9]{36}\b/gu, accepts: mixed },
  {
    kind: 'package_registry',
    hints: ['_authToken', '_password'],
    pattern: /:_(?:authToken|password)\s*=\s*(?<secret>[^\s$"']{8,})/gu,
  },
  { kind: 'package_registry', hints: ['pypi-'], pattern: /\bpypi-[A-Za-z0-9_-]{60,}/gu, accepts: mixed },
  { kind: 'package_registry', hints: ['dckr_pat_'], pattern: /\bdckr_pat_[\w-]{27}/gu },
  {
    kind: 'ai_service',
    hints: ['sk-'],
    pattern: /(?<![\w-])sk-(?:proj-|svcacct-|admin-|or-v1-|ant-[a-z]+\d\d-)?[\w-]{32,}/gu,
    accepts: (secret) => mixed(secret) && /[A-Z]/u.test(secret) && entropy(secret) >= 3.5,
  },
  { kind: 'ai_service', hints: ['hf_'], pattern: /\bhf_[A-Za-z]{34}\b/gu, accepts: real },
  { kind: 'service', hints: ['SG.'], pattern: /\bSG\.[\w-]{22}\.[\w-]{43}/gu },
  { kind: 'service', hints: ['_v1_'], pattern: /\bdo[opr]_v1_[a-f0-9]{64}\b/gu },
  { kind: 'service', hints: ['shp'], pattern: /\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b/gu },
  { kind: 'service', hints: ['hvs.', 'hvb.'], pattern: /\bhv[sb]\.[\w-]{24,}/gu, accepts: mixed },
  { kind: 'service', hints: [':AA'], pattern: /\b\d{8,10}:AA[\w-]{33}(?![\w-])/gu },
  { kind: 'service', hints: ['lin_api_'], pattern: /\blin_api_[A-Za-z0-9]{40}\b/gu },
  { kind: 'service', hints: ['dapi'], pattern: /\bdapi[a-f0-9]{32}\b/gu },
  { kind: 'service', hints: ['glsa_', 'glc_'], pattern: /\bgl(?:sa|c)_[A-Za-z0-9+/=_]{32,}/gu, accepts: mixed },
  { kind: 'service', hints: ['AGE-SECRET-KEY-1'], pattern: /\bAGE-SECRET-KEY-1[A-Z0-9]{58}\b/gu },
  { kind: 'signed_token', hints: ['eyJ'], pattern: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/gu },
];

const SECRET_NAME =
  '(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|credential|api[_-]?key|access[_-]?key|secret[_-]?key|private[_-]?key|auth[_-]?key|signing[_-]?key|encryption[_-]?key|account[_-]?key|master[_-]?key)s?';

/** Hints in every spelling that the names above are found in: upper, lower, and capitalised after a lower-case part. */
const NAME_HINTS = [
  'pass',
  'Pass',
  'PASS',
  'pwd',
  'Pwd',
  'PWD',
  'secret',
  'Secret',
  'SECRET',
  'token',
  'Token',
  'TOKEN',
]
  .concat(['credential', 'Credential', 'CREDENTIAL', 'key', 'Key', 'KEY'])
  .concat(['Authorization', 'authorization', 'AUTHORIZATION']);

/** What gives itself away by where it stands. */
const PLACES: readonly SecretRule[] = [
  {
    kind: 'url_password',
    hints: ['://'],
    pattern:
      /\b[a-z][a-z0-9+.-]{1,30}:\/\/(?<user>[^\s/:@'"`<>${}]{0,100}):(?!\k<user>@)(?<secret>[^\s/@'"`<>]{5,200})@[\w[]/giu,
    accepts: (secret) =>
      !isPlaceholder(secret) && !/^(?:pass(?:word|wd)?|pwd|secret|token|pw|user|x{2,})\d{0,2}$|[{}$]/iu.test(secret),
  },
  {
    kind: 'authorization',
    hints: NAME_HINTS.slice(-3),
    pattern: /authorization["']?\s*[:=]\s*["'`]?(?:Bearer|Basic|Token)\s+(?<secret>[\w.~+/=-]{16,})/giu,
    accepts: mixed,
  },
  {
    kind: 'assigned',
    hints: NAME_HINTS,
    pattern: new RegExp(
      `(?<![a-z])(?:[\\w.-]{0,60}[_.-])?${SECRET_NAME}["'\\]]{0,2}\\s{0,20}(?::=|=>|[:=])\\s{0,20}(?<quote>["'\`])(?<secret>[^"'\`\\r\\n]{8,500})\\k<quote>`,
      'giu',
    ),
    accepts: (secret) => isLikelySecret(secret, 8),
  },
  {
    kind: 'assigned',
    hints: NAME_HINTS,
    // camelCase: the name's last word, after a lower-case letter.
    pattern:
      /(?<=[a-z0-9])(?:Pass(?:word|wd|phrase)?|Pwd|Secret|Token|ApiKey|AccessKey|SecretKey|PrivateKey|AuthKey)["'\]]{0,2}\s{0,20}(?::=|=>|[:=])\s{0,20}(?<quote>["'`])(?<secret>[^"'`\r\n]{8,500})\k<quote>/gu,
    accepts: (secret) => isLikelySecret(secret, 8),
  },
  {
    kind: 'assigned',
    hints: NAME_HINTS,
    // Without quotes, alone on its line: settings, not code.
    pattern: new RegExp(
      `(?<=^[ \\t-]{0,40}(?:export[ \\t]+|set[ \\t]+|ENV[ \\t]+)?)(?:[\\w.-]{0,60}[_.-])?${SECRET_NAME}[ \\t]{0,20}[:=][ \\t]{0,20}(?<secret>[^\\s"'\`;,#(){}]{10,500})[ \\t]*(?:#.*)?\\r?$`,
      'gimu',
    ),
    accepts: (secret) => isLikelySecret(secret, 10),
  },
  {
    kind: 'assigned',
    hints: ['password', 'login'],
    // .netrc
    pattern: /^[ \t]*(?:machine[ \t]+\S+[ \t]+)?(?:login[ \t]+\S+[ \t]+)password[ \t]+(?<secret>\S{4,200})/gimu,
    accepts: (secret) => !isPlaceholder(secret),
  },
];

export const SECRET_RULES: readonly SecretRule[] = [...FORMATS, ...PLACES];

/** Every value of a file that holds nothing but settings. */
export const SETTING_RULE: SecretRule = {
  kind: 'setting',
  hints: ['='],
  pattern:
    /^[ \t]*(?:export[ \t]+)?[\w.:/@-]{1,200}[ \t]*=[ \t]*(?<secret>"[^"\r\n]+"|'[^'\r\n]+'|[^\s#"'][^\r\n#]*)/gmu,
  accepts: (secret) =>
    !/^["']?(?:true|false|yes|no|on|off|null|none|\d{1,5}|https?:\/\/[^@]*)["']?\s*$/iu.test(secret) &&
    !isPlaceholder(secret),
};

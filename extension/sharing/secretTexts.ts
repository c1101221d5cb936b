import { l10n } from 'vscode';
import type { Suspect } from './inspect.ts';
import type { NameReason } from './secrets/secretNames.ts';
import type { SecretKind } from './secrets/secretRules.ts';

/** Why a file is suspected, each reason once, with the first line that it is on. */
export function secretReasons({ reason, findings }: Suspect): string[] {
  const texts = new Map<string, number[]>();
  for (const { kind, line } of findings) {
    const text = kindText(kind);
    const lines = texts.get(text) ?? [];
    if (!lines.includes(line)) lines.push(line);
    texts.set(text, lines);
  }
  const found = [...texts].map(([text, [line = 1, ...more]]) =>
    more.length === 0
      ? l10n.t('Line {0}: {1}', line, text)
      : l10n.t('Line {0} and {1} more: {2}', line, more.length, text),
  );
  return [...(reason === undefined ? [] : [nameText(reason)]), ...found];
}

function nameText(reason: NameReason): string {
  switch (reason) {
    case 'environment':
      return l10n.t('Named like a file of passwords and keys');
    case 'private_key':
      return l10n.t('Named like a private key');
    case 'key_store':
      return l10n.t('Named like a store of keys or passwords');
    case 'credentials':
      return l10n.t('Named like a file of credentials');
    case 'history':
      return l10n.t('Named like a list of what was typed in a terminal');
  }
}

function kindText(kind: SecretKind): string {
  switch (kind) {
    case 'private_key':
      return l10n.t('a private key');
    case 'aws':
      return l10n.t('a key of Amazon Web Services');
    case 'google':
      return l10n.t('a key of Google Cloud');
    case 'azure':
      return l10n.t('a key of Microsoft Azure');
    case 'github':
      return l10n.t('a token of GitHub');
    case 'gitlab':
      return l10n.t('a token of GitLab');
    case 'slack':
      return l10n.t('a token of Slack');
    case 'stripe':
      return l10n.t('a key of Stripe');
    case 'package_registry':
      return l10n.t('a token of a package registry');
    case 'ai_service':
      return l10n.t('a key of an AI service');
    case 'service':
      return l10n.t('a key of an online service');
    case 'signed_token':
      return l10n.t('a signed token (JWT)');
    case 'url_password':
      return l10n.t('a password in an address');
    case 'authorization':
      return l10n.t('an authorization header');
    case 'assigned':
      return l10n.t('what looks like a password or key');
    case 'setting':
      return l10n.t('the value of a setting');
  }
}

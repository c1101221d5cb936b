import { SourceError } from '../transfers/sourceError.ts';
import { findSecrets, type SecretFinding } from './secrets/findSecrets.ts';
import { holdsSettings, secretName, type NameReason } from './secrets/secretNames.ts';
import { redact, secretText } from './secrets/secretText.ts';
import type { SecretKind } from './secrets/secretRules.ts';

/** How far into a file is looked, in bytes: a text that is longer is data. */
export const LOOKED_THROUGH_BYTES = 16_777_216;
/** The same for each file of a folder, of which there may be thousands. */
export const LOOKED_THROUGH_IN_FOLDER_BYTES = 1_048_576;
/** Enough to tell a binary. */
const START_BYTES = 8_192;

/** A file that seems to hold a secret. */
export interface Suspect {
  /** Its display name; of a file in a folder, its path there. */
  name: string;
  /** What its name gives away. */
  reason?: NameReason | undefined;
  findings: readonly { kind: SecretKind; line: number }[];
  /** Every secret that was found can be hidden: it is text, and all of it was looked through. */
  redactable: boolean;
}

export interface Inspected {
  name: string;
  paths: readonly string[];
  sizeBytes: number;
  start(mostBytes: number): Promise<Buffer>;
}

/**
 * Looks for what should perhaps not be shared.
 *
 * @throws what `start` throws, and the signal's reason
 */
export async function inspect(file: Inspected, mostBytes: number, signal?: AbortSignal): Promise<Suspect | undefined> {
  const reason = [file.name, ...file.paths].map(secretName).find((found) => found !== undefined);
  const findings = await lookThrough(file, mostBytes, signal);
  if (reason === undefined && findings.length === 0) return undefined;
  return { name: file.name, reason, findings, redactable: findings.length > 0 && file.sizeBytes <= mostBytes };
}

/**
 * All of a file as it is now, to hide what is in it.
 *
 * @throws SourceError `changed` where it has grown past what is looked through: nobody knows what the rest holds
 */
export async function readRedactable(file: Pick<Inspected, 'start'>, mostBytes: number): Promise<Buffer> {
  const bytes = await file.start(mostBytes + 1);
  if (bytes.length > mostBytes) throw new SourceError('changed');
  return bytes;
}

/** `bytes` with every secret in them hidden; as they are where there is none. */
export async function redactBytes(bytes: Buffer, names: readonly string[], signal?: AbortSignal): Promise<Buffer> {
  const opened = secretText(bytes);
  if (!opened) return bytes;
  const findings = await find(opened.text, names, signal);
  return opened.encode(redact(opened.text, findings, opened.mark));
}

async function lookThrough(file: Inspected, mostBytes: number, signal?: AbortSignal): Promise<SecretFinding[]> {
  if (file.sizeBytes === 0) return [];
  const start = await file.start(Math.min(START_BYTES, mostBytes));
  if (!secretText(start)) return [];
  const bytes = file.sizeBytes > START_BYTES ? await file.start(mostBytes) : start;
  const opened = secretText(bytes);
  return opened ? find(opened.text, [file.name, ...file.paths], signal) : [];
}

function find(text: string, names: readonly string[], signal?: AbortSignal): Promise<SecretFinding[]> {
  return findSecrets(text, { everyValue: names.some(holdsSettings), ...(signal && { signal }) });
}

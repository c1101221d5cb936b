import * as v from 'valibot';
import type { ErrorCode } from './errors.ts';
import { ID_CHARACTERS } from './limits.ts';
import { REQUEST_SCHEMAS, type Request, type RequestType } from './messages.ts';

export type DecodedRequest =
  | { ok: true; request: Request }
  | { ok: false; code: ErrorCode & ('bad_request' | 'unknown_type'); message: string; id?: string };

/** Reads one text frame of a client; never throws ([RQ2], [TR3]). */
export function decodeRequest(frame: string): DecodedRequest {
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return { ok: false, code: 'bad_request', message: 'The frame is not JSON.' };
  }
  if (!isRecord(value)) return { ok: false, code: 'bad_request', message: 'The frame is not a JSON object.' };

  const id = readId(value['id']);
  const type = value['type'];
  if (typeof type !== 'string') {
    return { ok: false, code: 'bad_request', message: 'The frame has no string "type".', ...id };
  }
  if (!isRequestType(type)) {
    return { ok: false, code: 'unknown_type', message: `This server knows no request "${type.slice(0, 64)}".`, ...id };
  }
  const parsed = v.safeParse<(typeof REQUEST_SCHEMAS)[RequestType]>(REQUEST_SCHEMAS[type], value);
  if (parsed.success) return { ok: true, request: parsed.output };
  const issue = parsed.issues[0];
  const path = v.getDotPath(issue);
  const place = path === null ? '' : ` at "${path}"`;
  return {
    ok: false,
    code: 'bad_request',
    message: `The request "${type}" is malformed${place}: ${issue.message}`,
    ...id,
  };
}

/** Whether `value` is a JSON object, as opposed to an array, a scalar or null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readId(value: unknown): { id?: string } {
  return typeof value === 'string' && value.length > 0 && value.length <= ID_CHARACTERS ? { id: value } : {};
}

function isRequestType(type: string): type is RequestType {
  return Object.hasOwn(REQUEST_SCHEMAS, type);
}

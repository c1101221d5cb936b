import * as v from 'valibot';
import type { Retry } from '../../server/protocol/errors.ts';
import { ConnectionError, RequestError } from '../connection/errors.ts';
import type { HttpAnswer } from './httpClient.ts';

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const errorSchema = v.object({
  type: v.literal('error'),
  code: v.pipe(v.string(), v.maxLength(64)),
  message: v.pipe(v.string(), v.maxLength(1_024)),
  retry: v.optional(v.union([v.picklist(['no', 'same_id']), whole]), 'no'),
});

/** What a status means where the body of the answer does not say it ([FL3]). */
const BY_STATUS: Readonly<Record<number, { code: string; retry: Retry }>> = {
  400: { code: 'bad_request', retry: 'no' },
  401: { code: 'bad_token', retry: 'same_id' },
  403: { code: 'forbidden', retry: 'no' },
  404: { code: 'not_found', retry: 'no' },
  409: { code: 'offset_conflict', retry: 'same_id' },
  410: { code: 'gone', retry: 'same_id' },
  412: { code: 'unsupported_version', retry: 'no' },
  413: { code: 'too_large', retry: 'no' },
  423: { code: 'locked', retry: 1_000 },
  429: { code: 'rate_limited', retry: 1_000 },
  460: { code: 'checksum_mismatch', retry: 'same_id' },
  500: { code: 'internal', retry: 'same_id' },
  507: { code: 'storage_full', retry: 'same_id' },
};

/** Statuses of tus that say more than the code beside them, which is one of [RQ5]. */
const SAYS_MORE: ReadonlySet<number> = new Set([410, 423, 460]);

/** The error that an answer other than a success stands for. */
export function refusalOf(answer: HttpAnswer): RequestError | ConnectionError {
  const { status } = answer;
  const known = BY_STATUS[status];
  const said = v.safeParse(errorSchema, parseJson(answer.body));
  if (said.success) {
    const { message, retry } = said.output;
    const isOffset = status === 409 && said.output.code !== 'id_conflict';
    if (known && (isOffset || SAYS_MORE.has(status))) return new RequestError(known.code, message, known.retry);
    const { code } = said.output;
    return new RequestError(code, message, typeof retry === 'number' ? retry : (retryAfterMs(answer) ?? retry));
  }
  if (known) return new RequestError(known.code, `answered HTTP ${status}`, retryAfterMs(answer) ?? known.retry);
  // What stands before the server answers for it while it is away.
  if (status >= 502 && status <= 504) return new ConnectionError('unreachable', `answered HTTP ${status}`);
  return new ConnectionError('not_a_room_server', `answered HTTP ${status}`);
}

/** `Retry-After` in seconds; as a date it is not heeded. */
function retryAfterMs({ headers }: HttpAnswer): number | undefined {
  const seconds = /^\d{1,6}$/u.exec(headers['retry-after'] ?? '')?.[0];
  return seconds === undefined ? undefined : Number(seconds) * 1_000;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

import { askedWaitMs } from './backoff.ts';
import { ConnectionError, RequestError } from './errors.ts';
import { SignInNeeded } from './signInNeeded.ts';

/** Errors of `connect` that the same words will meet again. */
const FINAL_CONNECT_ERRORS: ReadonlySet<string> = new Set([
  'bad_name',
  'name_taken',
  'bad_invite',
  'bad_identity',
  'unsupported_version',
  'forbidden',
  'approval_pending',
  'not_found',
  'bad_request',
]);

/** Whether trying again would meet the same: it is left to the person then. */
export function isFinal(error: Error): boolean {
  if (error instanceof SignInNeeded) return true;
  if (error instanceof RequestError) return FINAL_CONNECT_ERRORS.has(error.code);
  return (
    error instanceof ConnectionError &&
    ['bad_address', 'unsupported_version', 'ended', 'certificate'].includes(error.code)
  );
}

/** How long the server asked to wait, in milliseconds; 0 where it did not. */
export function askedMs(error: Error): number {
  return error instanceof RequestError && typeof error.retry === 'number' ? askedWaitMs(error.retry) : 0;
}

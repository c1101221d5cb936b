import * as v from 'valibot';
import type { Command } from './messages.ts';

const text = v.pipe(v.string(), v.maxLength(2_000_000));
const key = v.pipe(v.string(), v.minLength(1), v.maxLength(256));
const fileId = v.pipe(v.string(), v.minLength(1), v.maxLength(256));

const commandSchema = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('send'), requestId: v.pipe(v.number(), v.safeInteger()), text }),
  v.object({ type: v.literal('retry'), key }),
  v.object({ type: v.literal('discard'), key }),
  v.object({ type: v.literal('openFile'), fileId }),
  v.object({ type: v.literal('saveFile'), fileId }),
  v.object({ type: v.literal('cancelFile'), fileId }),
  v.object({ type: v.literal('previewFile'), fileId }),
  v.object({ type: v.literal('loadOlder') }),
  v.object({ type: v.literal('shareFile') }),
  v.object({ type: v.literal('join') }),
  v.object({ type: v.literal('startServer') }),
  v.object({ type: v.literal('reconnect') }),
  v.object({ type: v.literal('openLink'), url: v.pipe(v.string(), v.maxLength(8_192)) }),
]);

/** Reads what the webview posted; `undefined` for anything that is not one of its commands. */
export function decodeCommand(value: unknown): Command | undefined {
  const parsed = v.safeParse(commandSchema, value);
  return parsed.success ? parsed.output : undefined;
}

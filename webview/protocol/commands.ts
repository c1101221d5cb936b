import * as v from 'valibot';
import type { Command } from './messages.ts';
import { OFFER_LIMITS } from './offers.ts';
import { snippetSchema } from './snippet.ts';

const text = v.pipe(v.string(), v.maxLength(2_000_000));
const key = v.pipe(v.string(), v.minLength(1), v.maxLength(256));
const seq = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const requestId = v.pipe(v.number(), v.safeInteger());
const place = v.pipe(v.string(), v.minLength(1), v.maxLength(1_024));
const fileId = v.pipe(v.string(), v.minLength(1), v.maxLength(256));
const uri = v.pipe(v.string(), v.minLength(1), v.maxLength(8_192));
const offeredFile = v.object({
  name: v.pipe(v.string(), v.maxLength(4_096)),
  size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  folder: v.boolean(),
});
const piece = v.pipe(
  v.instance(Uint8Array),
  v.check(({ byteLength }) => byteLength <= OFFER_LIMITS.pieceBytes),
);

const commandSchema = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({
    type: v.literal('send'),
    requestId,
    text,
    replyTo: v.optional(seq),
    snippet: v.optional(snippetSchema),
  }),
  v.object({ type: v.literal('shareText'), requestId, text }),
  v.object({ type: v.literal('openSnippet'), snippet: snippetSchema }),
  v.object({
    type: v.literal('search'),
    requestId,
    query: v.pipe(v.string(), v.maxLength(1_024)),
    more: v.optional(v.boolean()),
  }),
  v.object({ type: v.literal('jumpTo'), server: place, room: place, seq }),
  v.object({ type: v.literal('edit'), requestId, seq, text }),
  v.object({ type: v.literal('delete'), seq }),
  v.object({
    type: v.literal('react'),
    seq,
    emoji: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
    on: v.boolean(),
  }),
  v.object({ type: v.literal('typing'), on: v.boolean() }),
  v.object({ type: v.literal('seen'), seq }),
  v.object({ type: v.literal('composerFocused') }),
  v.object({ type: v.literal('retry'), key }),
  v.object({ type: v.literal('discard'), key }),
  v.object({ type: v.literal('openFile'), fileId }),
  v.object({ type: v.literal('saveFile'), fileId }),
  v.object({ type: v.literal('cancelFile'), fileId }),
  v.object({ type: v.literal('previewFile'), fileId }),
  v.object({
    type: v.literal('fileAction'),
    action: v.picklist(['fetch', 'compare', 'insert', 'copy', 'reveal']),
    fileId,
  }),
  v.object({
    type: v.literal('thumbnail'),
    requestId: v.pipe(v.number(), v.safeInteger()),
    data: v.optional(v.pipe(v.string(), v.maxLength(16_384))),
  }),
  v.object({ type: v.literal('loadOlder') }),
  v.object({ type: v.literal('loadNewer') }),
  v.object({ type: v.literal('showAround'), seq }),
  v.object({ type: v.literal('showNewest') }),
  v.object({ type: v.literal('window'), from: seq, to: v.optional(seq) }),
  v.object({ type: v.literal('copyText'), text }),
  v.object({ type: v.literal('insertCode'), text }),
  v.object({ type: v.literal('openCode'), text, language: v.pipe(v.string(), v.maxLength(64)) }),
  v.object({ type: v.literal('shareFile') }),
  v.object({ type: v.literal('shareUris'), uris: v.pipe(v.array(uri), v.maxLength(OFFER_LIMITS.uris)) }),
  v.object({
    type: v.literal('offerFiles'),
    offerId: requestId,
    files: v.pipe(v.array(offeredFile), v.maxLength(OFFER_LIMITS.files)),
    pasted: v.boolean(),
  }),
  v.object({ type: v.literal('fileChunk'), pullId: requestId, bytes: v.optional(piece) }),
  v.object({ type: v.literal('join') }),
  v.object({ type: v.literal('startServer') }),
  v.object({ type: v.literal('reconnect') }),
  v.object({ type: v.literal('openLink'), url: v.pipe(v.string(), v.maxLength(8_192)) }),
]);

const shownSchema = v.object({ shown: requestId });

/** Which of the rooms that were shown the page was showing; `undefined` before the first. */
export function decodeShown(value: unknown): number | undefined {
  const parsed = v.safeParse(shownSchema, value);
  return parsed.success ? parsed.output.shown : undefined;
}

/** Reads what the webview posted; `undefined` for anything that is not one of its commands. */
export function decodeCommand(value: unknown): Command | undefined {
  const parsed = v.safeParse(commandSchema, value);
  return parsed.success ? parsed.output : undefined;
}

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Found } from '../../../../extension/sharing/chosen.ts';
import { OfferedFiles } from '../../../../extension/sharing/offeredFiles.ts';
import { decodeCommand } from '../../../../webview/protocol/commands.ts';
import type { HostMessage } from '../../../../webview/protocol/messages.ts';
import { OFFER_LIMITS } from '../../../../webview/protocol/offers.ts';

type Pull = Extract<HostMessage, { type: 'pullFile' }>;

const MIB = 1_048_576;

describe('files that the panel offers', () => {
  const offer = (name: string, size: number, given: { folder?: boolean; pasted?: boolean } = {}) => ({
    type: 'offerFiles' as const,
    offerId: 7,
    files: [{ name, size, folder: given.folder ?? false }],
    pasted: given.pasted ?? false,
  });

  /** A page that answers each pull by `answer`, one turn of the event loop later. */
  function drawn(offered: OfferedFiles, asked: Pull[], answer: (pull: Pull) => Uint8Array | undefined) {
    return (message: HostMessage): void => {
      if (message.type !== 'pullFile') return;
      asked.push(message);
      setImmediate(() => offered.take({ type: 'fileChunk', pullId: message.pullId, bytes: answer(message) }));
    };
  }

  async function bytesOf(found: Found | undefined): Promise<Buffer> {
    assert.equal(found?.kind, 'file');
    return found.start(Infinity);
  }

  it('are drawn in pieces, in their order, one at a time', async () => {
    const offered = new OfferedFiles();
    const whole = Buffer.from(Uint8Array.from({ length: 2 * MIB + 5 }, (_, n) => n % 251));
    const asked: Pull[] = [];
    const post = drawn(offered, asked, ({ offset, length }) => whole.subarray(offset, offset + length));
    const [chosen] = offered.choose(offer('a.bin', whole.length), post);
    assert.deepEqual(asked, []);
    assert.deepEqual(await bytesOf(await chosen?.look()), whole);
    assert.deepEqual(
      asked.map(({ offerId, index, offset, length }) => [offerId, index, offset, length]),
      [
        [7, 0, 0, MIB],
        [7, 0, MIB, MIB],
        [7, 0, 2 * MIB, 5],
      ],
    );
  });

  it('need no piece where they are empty', async () => {
    const [chosen] = new OfferedFiles().choose(offer('empty', 0), () => assert.fail('asked'));
    assert.equal((await bytesOf(await chosen?.look())).length, 0);
  });

  it('are not taken above their limit, nor where they are folders', async () => {
    const post = () => assert.fail('asked');
    const [large] = new OfferedFiles().choose(offer('large.iso', OFFER_LIMITS.fileBytes + 1), post);
    await assert.rejects(async () => large?.look(), { code: 'too_large_to_drop', fileName: 'large.iso' });
    const [folder] = new OfferedFiles().choose(offer('src', 4_096, { folder: true }), post);
    await assert.rejects(async () => folder?.look(), { code: 'dropped_folder', fileName: 'src' });
  });

  for (const [what, answer] of [
    ['is missing', () => undefined],
    ['is too short', ({ length }: Pull) => new Uint8Array(length - 1)],
    ['is too long', ({ length }: Pull) => new Uint8Array(length + 1)],
  ] as const) {
    it(`are given up where a piece ${what}`, async () => {
      const offered = new OfferedFiles();
      const [chosen] = offered.choose(offer('gone.txt', 10), drawn(offered, [], answer));
      await assert.rejects(async () => chosen?.look(), { code: 'unreadable', fileName: 'gone.txt' });
    });
  }

  it('are given up where the page is gone', async () => {
    const [chosen] = new OfferedFiles(undefined, 1).choose(offer('a', 1), () => undefined);
    await assert.rejects(async () => chosen?.look(), { code: 'unreadable' });
  });

  it('have names that are fit to show, and an image from the clipboard one that tells when', async () => {
    const offered = new OfferedFiles(() => new Date(2026, 10, 3, 4, 5, 6));
    const nameOf = async (name: string, pasted: boolean) =>
      (await offered.choose(offer(name, 0, { pasted }), () => undefined)[0]?.look())?.name;
    assert.equal(await nameOf('image.png', true), 'image 2026-11-03 04.05.06.png');
    assert.equal(await nameOf('image.png', false), 'image.png');
    assert.equal(await nameOf('cat.jpeg', true), 'cat.jpeg');
    assert.equal(await nameOf('../../up\u202Egnp.exe', false), 'upgnp.exe');
  });

  it('come as commands that are checked', () => {
    assert.ok(decodeCommand(offer('a', 1)));
    assert.ok(decodeCommand({ type: 'fileChunk', pullId: 1, bytes: new Uint8Array(MIB) }));
    assert.ok(decodeCommand({ type: 'fileChunk', pullId: 1 }));
    assert.equal(decodeCommand({ type: 'fileChunk', pullId: 1, bytes: new Uint8Array(MIB + 1) }), undefined);
    assert.equal(decodeCommand({ type: 'fileChunk', pullId: 1, bytes: 'text' }), undefined);
    assert.equal(decodeCommand(offer('a', -1)), undefined);
    assert.equal(decodeCommand({ ...offer('a', 1), files: Array(201).fill(offer('a', 1).files[0]) }), undefined);
    assert.equal(decodeCommand({ type: 'shareUris', uris: Array(1_001).fill('file:///a') }), undefined);
  });
});

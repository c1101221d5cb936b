import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findSecrets } from '../../../../extension/sharing/secrets/findSecrets.ts';
import { redact, secretText } from '../../../../extension/sharing/secrets/secretText.ts';

const SECRET = `ghp_${'aB3dE5fG7hJ9'.repeat(3)}`;
const TEXT = `first: größe\r\ntoken: ${SECRET}\r\nlast`;

async function redacted(bytes: Buffer): Promise<Buffer> {
  const opened = secretText(bytes);
  assert.ok(opened);
  return opened.encode(redact(opened.text, await findSecrets(opened.text), opened.mark));
}

describe('redacting', () => {
  it('hides the secret, and leaves all else of UTF-8 as it was', async () => {
    const expected = TEXT.replace(SECRET, '▮'.repeat(SECRET.length));
    assert.equal((await redacted(Buffer.from(TEXT))).toString(), expected);
  });

  it('keeps a byte order mark of UTF-8', async () => {
    const bytes = await redacted(Buffer.from(`\uFEFF${TEXT}`));
    assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
    assert.ok(!bytes.toString().includes(SECRET));
  });

  it('keeps UTF-16 of either order, with its mark', async () => {
    const little = Buffer.from(`\uFEFF${TEXT}`, 'utf16le');
    const expected = Buffer.from(`\uFEFF${TEXT.replace(SECRET, '▮'.repeat(SECRET.length))}`, 'utf16le');
    assert.deepEqual(await redacted(little), expected);
    assert.deepEqual(await redacted(Buffer.from(little).swap16()), Buffer.from(expected).swap16());
  });

  it('keeps the bytes of another encoding, and its length', async () => {
    const [before, after] = [Buffer.from([0x93, 0xfa, 0x96, 0x7b]), Buffer.from([0x8c, 0xea, 0x0d, 0x0a])];
    const bytes = await redacted(Buffer.concat([before, Buffer.from(`\r\nkey=${SECRET}\r\n`), after]));
    const line = Buffer.from(`\r\nkey=${'*'.repeat(SECRET.length)}\r\n`);
    assert.deepEqual(bytes, Buffer.concat([before, line, after]));
  });

  it('keeps the line breaks of what goes over several lines', async () => {
    const body = Array.from({ length: 3 }, () => 'aB3dE5fG7hJ9kL1m'.repeat(4)).join('\r\n');
    const key = `-----BEGIN PRIVATE KEY-----\r\n${body}\r\n-----END PRIVATE KEY-----\r\n`;
    const mark = '▮'.repeat(64);
    const expected = `-----BEGIN PRIVATE KEY-----\r\n${mark}\r\n${mark}\r\n${mark}\r\n-----END PRIVATE KEY-----\r\n`;
    assert.equal((await redacted(Buffer.from(key))).toString(), expected);
  });

  it('gives back bytes as they were where nothing is hidden', () => {
    const samples = [
      Buffer.from('plain'),
      Buffer.from('\uFEFFwith a mark'),
      Buffer.from('\uFEFFodd', 'utf16le'),
      Buffer.concat([Buffer.from('\uFEFFodd', 'utf16le'), Buffer.from([1])]),
      Buffer.from([0xff, 0xfe, 0x00, 0xd8]),
      Buffer.from([0x82, 0xa0, 0x80, 0xff]),
      Buffer.alloc(0),
    ];
    for (const bytes of samples) {
      const opened = secretText(bytes);
      assert.deepEqual(opened?.encode(opened.text), bytes);
    }
  });

  it('sees no text in a binary', () =>
    assert.equal(secretText(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0])), undefined));
});

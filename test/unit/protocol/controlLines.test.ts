import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { CONTROL_LINE_CHARACTERS } from '../../../server/protocol/control.ts';
import { readControlLines } from '../../../server/protocol/controlLines.ts';

describe('lines of the control port', () => {
  let line: PassThrough;
  let read: string[];

  beforeEach(() => {
    line = new PassThrough();
    read = [];
    readControlLines(line, (text) => read.push(text));
  });

  async function send(...chunks: (string | Buffer)[]): Promise<void> {
    for (const chunk of chunks) {
      const heard = Promise.race([once(line, 'data'), once(line, 'close')]);
      line.write(chunk);
      await heard;
    }
  }

  it('are read whole, however they come', async () => {
    const bytes = Buffer.from('{"name":"Zoë"}\n');
    await send('{"a":', '1}\n{"b":2}\n', '\n', bytes.subarray(0, 12), bytes.subarray(12), 'not yet');
    assert.deepEqual(read, ['{"a":1}', '{"b":2}', '', '{"name":"Zoë"}']);
  });

  it('are at most as long as they may be', async () => {
    const longest = 'x'.repeat(CONTROL_LINE_CHARACTERS);
    await send(`${longest}\n`);
    assert.deepEqual([read.length, line.destroyed], [1, false]);
    for (const text of [`{"a":1}\n${longest}x\n{"b":2}\n`, `${longest}x`]) {
      line = new PassThrough();
      read = [];
      readControlLines(line, (told) => read.push(told));
      await send(text);
      assert.deepEqual([read, line.destroyed], [[], true], 'nothing of what came with it is told');
    }
  });

  it('are read no further once the socket is ended by what one of them says', async () => {
    line = new PassThrough();
    readControlLines(line, (text) => {
      read.push(text);
      line.destroy();
    });
    await send('first\nsecond\n');
    assert.deepEqual(read, ['first']);
  });
});

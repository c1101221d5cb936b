import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseMessage } from '../../../../webview/text/markdown.ts';
import { parsedMessage } from '../../../../webview/text/parsedMessages.ts';
import { Seeded } from '../../../reliability/support/seeded.ts';

describe('a message that was read', () => {
  it('is what the parser makes of it, also where the parser was spared', () => {
    const random = new Seeded(11);
    const parts = [
      ...Array.from('ab 1.)#>+-=!:/@\'"(,;?$%^{}é漢🙂\u00a0\t\u2028'),
      'www.',
      'http:',
      'https://x.org',
      'a@b.org',
      ' - ',
      'word',
      'word ',
      'word ',
      ':smile:',
    ];
    let spared = 0;
    for (let round = 0; round < 4_000; round += 1) {
      const text = Array.from({ length: 1 + random.whole(0, 7) }, () => {
        return parts[random.whole(0, parts.length - 1)]!;
      }).join('');
      const read = parsedMessage(text);
      assert.deepEqual(read, parseMessage(text), JSON.stringify(text));
      if (read.length === 1 && read[0]?.kind === 'paragraph') spared += 1;
    }
    assert.ok(spared > 1_000, `${spared} were one paragraph`);
  });

  it('is the same object as long as it is among the last', () => {
    assert.equal(parsedMessage('twice *said*'), parsedMessage('twice *said*'));
  });
});

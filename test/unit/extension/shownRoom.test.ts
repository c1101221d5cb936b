import assert from 'node:assert/strict';
import { ShownRoom } from '../../../extension/panel/shownRoom.ts';
import { decodeCommand, decodeShown } from '../../../webview/protocol/commands.ts';
import type { Command } from '../../../webview/protocol/messages.ts';

const send: Command = { type: 'send', requestId: 1, text: 'for physics' };

describe('ShownRoom', () => {
  const at = (room: string) => ({ url: 'ws://127.0.0.1:7465', room });

  it('takes nothing that was done on the page of another room', () => {
    const shown = new ShownRoom();
    shown.show(at('physics'));
    const physics = shown.number;
    assert.equal(shown.isMeant(send, physics), true);
    shown.show(at('maths'));
    for (const command of [send, { type: 'delete', seq: 1 }, { type: 'seen', seq: 9 }] satisfies Command[]) {
      assert.equal(shown.isMeant(command, physics), false, command.type);
      assert.equal(shown.isMeant(command, undefined), false, command.type);
      assert.equal(shown.isMeant(command, shown.number), true, command.type);
    }
    shown.show(at('physics'));
    assert.notEqual(shown.number, physics);
  });

  it('takes what is about no room from any page', () => {
    const shown = new ShownRoom();
    shown.show(at('physics'));
    assert.equal(shown.isMeant({ type: 'ready' }, undefined), true);
    assert.equal(shown.isMeant({ type: 'fileChunk', pullId: 1 }, 0), true);
    assert.equal(shown.isMeant({ type: 'openLink', url: 'https://example.org' }, 0), true);
  });

  it('a room that is joined anew, or under another name, is the same', () => {
    const shown = new ShownRoom();
    shown.show(at('physics'));
    const { number } = shown;
    shown.show(at('Physics'));
    assert.equal(shown.number, number);
    shown.show(undefined);
    assert.notEqual(shown.number, number);
  });

  it('reads the number beside a command, and nothing else for one', () => {
    assert.equal(decodeShown({ ...send, shown: 3 }), 3);
    assert.deepEqual(decodeCommand({ ...send, shown: 3 }), send);
    for (const shown of [undefined, '3', 1.5, Number.NaN]) assert.equal(decodeShown({ ...send, shown }), undefined);
    assert.equal(decodeShown(null), undefined);
  });
});

import assert from 'node:assert/strict';
import { InviteError } from '../../../extension/join/inviteError.ts';
import { findInviteLink, inviteLink, readInviteQuery, type InviteLink } from '../../../extension/join/inviteLink.ts';

const invite = 'Zm9vYmFyYmF6cXV4-_quux0123456789abcdefghijkl';
const pin = '0123456789abcdef'.repeat(4);
const whole: InviteLink = { server: 'wss://192.168.1.20:7465', room: 'general', invite, pin, name: undefined };

/** What the editor does before a handler sees the query: one layer of percent-encoding is gone. */
const asHandedOver = (link: string): string => decodeURIComponent(link.slice(link.indexOf('?') + 1));

const isDamaged = (error: unknown): boolean => error instanceof InviteError && error.code === 'damaged';

describe('the link of an invite', () => {
  it('says what it was made of, whether the editor hands it over or somebody pastes it', () => {
    const rooms = ['general', 'C++ & C#', '100 %', 'a+b', 'Zürich 🎉', '部屋', 'x=y?z#1', '%2B'];
    for (const room of rooms) {
      for (const name of [undefined, 'Ada & Grace +1 %']) {
        const link = inviteLink('vscode', { ...whole, room, name });
        const said = { ...whole, room, name };
        assert.deepEqual(readInviteQuery(asHandedOver(link)), said, link);
        assert.deepEqual(findInviteLink(link), said, link);
      }
    }
  });

  it('is found in what people paste around it, whatever the editor is called', () => {
    const link = inviteLink('code-oss', whole);
    for (const text of [
      `Join us: ${link}`,
      `(${link})`,
      `"${link}", she said`,
      `<${link}>`,
      `  ${link}.\n`,
      link.replace('code-oss', 'vscode-insiders'),
    ]) {
      assert.deepEqual(findInviteLink(text), whole, text);
    }
  });

  it('as a server or another client writes it, in one layer, is read too', () => {
    const query = new URLSearchParams({ server: whole.server, room: 'team room', invite, pin: pin.toUpperCase() });
    assert.deepEqual(findInviteLink(`vscode://room-chat.room-chat/join?${query.toString()}`), {
      ...whole,
      room: 'team room',
    });
  });

  it('may say no more than the server', () => {
    const { server } = whole;
    const link = findInviteLink('vscode://room-chat.room-chat/join?server=wss://192.168.1.20:7465');
    assert.deepEqual(link, { server, room: undefined, invite: undefined, pin: undefined, name: undefined });
  });

  it('is none where a text only looks a little like one', () => {
    for (const text of [
      '',
      '127.0.0.1:7465',
      'wss://chat.example.org',
      'vscode://someone.else/join?server=ws://127.0.0.1:1',
      'vscode://room-chat.room-chat.evil/join?server=ws://127.0.0.1:1',
      'vscode://room-chat.room-chat/other?server=ws://127.0.0.1:1',
    ]) {
      assert.equal(findInviteLink(text), undefined, text);
    }
  });

  it('that is cut off or altered is damaged, never taken in part', () => {
    for (const query of [
      '',
      'server=',
      'server=ftp://chat.example.org',
      'server=ws://ada:secret@chat.example.org',
      `server=${whole.server}&pin=`,
      `server=${whole.server}&pin=${pin.slice(1)}`,
      `server=ws://192.168.1.20:7465&pin=${pin}`,
      `server=${whole.server}&invite=short`,
      `server=${whole.server}&invite=${'x'.repeat(300)}`,
      `server=${whole.server}&invite=${invite}%20and%20more`,
    ]) {
      assert.throws(() => readInviteQuery(query), isDamaged, query);
    }
    assert.throws(() => findInviteLink('vscode://room-chat.room-chat/join?server=%E0%A4%A'), isDamaged);
  });

  it('names only rooms and people that can be', () => {
    const link = readInviteQuery(`server=${whole.server}&room=a\u202Eb&name=%00`);
    assert.deepEqual([link.room, link.name], [undefined, undefined]);
  });
});

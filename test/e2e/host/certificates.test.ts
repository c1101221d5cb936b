import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import * as vscode from 'vscode';
import { findInviteLink } from '../../../extension/join/inviteLink.ts';
import type { RoomChatApi } from '../../../extension/roomChat.ts';
import { makeAuthority, makeSelfSigned, type TestCertificate } from '../../support/certificates.ts';
import { eventually } from '../../support/eventually.ts';
import { answering } from '../../support/scriptedQuestions.ts';
import { readOwnerLink } from '../../support/ownerLink.ts';
import { startTlsFront, type TlsFront } from '../../support/tlsFront.ts';
import { WireClient } from '../../support/wireClient.ts';
import { activateExtension, SERVER, writeProjectFile } from './roomFixture.ts';

const SECRET = 'a-canary-of-an-invite-that-nobody-may-see';
const OTHER_PIN = 'ab'.repeat(32);

/** Printed by the server for invited people that whoever started this editor runs. */
const OWNER_LINK = process.env['ROOM_CHAT_TEST_OWNER_LINK'] ?? '';

describe('the certificate of a server, in the editor', () => {
  const authority = makeAuthority();
  const own = makeSelfSigned({ names: ['127.0.0.1'] });
  let api: RoomChatApi;
  let trusted: string[];
  let front: TlsFront | undefined;

  before(async () => {
    api = await activateExtension();
    trusted = getCACertificates('default');
    setDefaultCACertificates([...trusted, authority.cert]);
  });

  after(() => setDefaultCACertificates(trusted));

  afterEach(async () => {
    await front?.close();
    front = undefined;
  });

  /** Joins by this link or address, and answers with what was asked and what was wrong. */
  const joinBy = (address: string) => answering({ address }, () => api.joinRoom({ room: 'general', name: 'Ada' }));

  async function show(certificate: TestCertificate): Promise<TlsFront> {
    front = await startTlsFront(certificate);
    return front;
  }

  const link = (port: number, pin: string) =>
    `vscode://room-chat.room-chat/join?server=wss://127.0.0.1:${port}&room=general&invite=${SECRET}&pin=${pin}`;

  const refused: [what: string, certificate: () => TestCertificate, pin: string | undefined, sentence: RegExp][] = [
    ['that signed itself, without an invite', () => own, undefined, /^The server vouches for itself only/u],
    [
      'whose time is over',
      () => authority.issue({ names: ['127.0.0.1'], expired: true }),
      undefined,
      /certificate is out of date/u,
    ],
    ['for another host', () => authority.issue({ names: ['chat.example.org'] }), undefined, /is for another address/u],
    ['other than that of the invite', () => own, OTHER_PIN, /is not the one that the invite names/u],
    [
      'other than that of the invite, though it is trusted otherwise',
      () => authority.issue({ names: ['127.0.0.1'] }),
      OTHER_PIN,
      /is not the one that the invite names/u,
    ],
  ];
  for (const [what, certificate, pin, sentence] of refused) {
    it(`${what} is refused in words, and nothing is sent`, async () => {
      const { port } = await show(certificate());
      const { complaints } = await joinBy(pin === undefined ? `wss://127.0.0.1:${port}` : link(port, pin));
      assert.equal(complaints.length, 1);
      assert.match(complaints[0] ?? '', sentence);
      assert.equal(front?.heard, '');
      assert.ok(!api.rooms.some(({ server }) => server === `wss://127.0.0.1:${port}`));
    });
  }

  it('a pin that was refused is not kept: the server is judged as before', async () => {
    const { port } = await show(authority.issue({ names: ['127.0.0.1'] }));
    front?.leadTo(Number(new URL(SERVER).port));
    await joinBy(link(port, OTHER_PIN));
    const { complaints } = await joinBy(`wss://127.0.0.1:${port}`);
    // The certificate is accepted; what stands behind it is called otherwise.
    assert.deepEqual(complaints, ['The server refuses connections from here. Ask whoever runs it.']);
    assert.ok(front?.heard.startsWith('GET / HTTP/1.1'));
  });

  it('that of the invite is accepted, after it was shown and agreed to; the room is joined as its owner', async () => {
    const owner = readOwnerLink(OWNER_LINK);
    const no = await answering({ address: OWNER_LINK, follows: false }, () => api.joinRoom({ name: 'Ada' }));
    assert.equal(no.modals.length, 1);
    assert.equal(
      api.rooms.some(({ server }) => server === owner.server),
      false,
    );

    const { modals, complaints } = await joinBy(OWNER_LINK);
    assert.deepEqual(complaints, []);
    const [modal] = modals;
    const address = owner.server.replace('wss://', '');
    assert.equal(modal?.message, `A link asks to join the room general on ${address}.`);
    assert.ok(modal.detail.replaceAll(' ', '').includes(owner.pin.toUpperCase()), modal.detail);
    assert.deepEqual(api.joined, { server: owner.server, room: 'general', name: 'Ada' });

    // What is larger than a frame goes over HTTP, to the same certificate; another computer of Ada's hears of it.
    await vscode.commands.executeCommand('roomChat.linkComputer');
    const invite = findInviteLink(await vscode.env.clipboard.readText())?.invite;
    const other = await WireClient.open(owner.server, { rejectUnauthorized: false });
    await other.ask({ type: 'connect', name: 'Ada', room: 'general', invite });
    const bytes = randomBytes(600_000);
    const shared = other.next((frame) => frame.type === 'file');
    const uri = await writeProjectFile('secured.bin', bytes);
    await vscode.commands.executeCommand('roomChat.shareFile', uri);
    const { sha256 } = (await shared)['file'] as { sha256: string };
    assert.equal(sha256, createHash('sha256').update(bytes).digest('hex'));
    await other.close();

    // The same address without the link: the certificate is known by now, and the token is there.
    await vscode.commands.executeCommand('roomChat.leaveRoom');
    const again = await joinBy(owner.server.replace('wss://', ''));
    assert.deepEqual(again.complaints, []);
    assert.equal(api.joined.server, owner.server);
    await vscode.commands.executeCommand('roomChat.leaveRoom');
    await eventually(() => assert.ok(!api.rooms.some(({ server }) => server === owner.server)));
  });
});

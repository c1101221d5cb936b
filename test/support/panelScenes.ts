import type { ChatSnapshot, EntryView } from '../../webview/protocol/messages.ts';
import { ADA, fileEntry, GRACE, joinedEntry, member, messageEntry, NOON, snapshot } from './panelEntries.ts';

const LIN = { id: 'u-lin', name: '林 小明' };
const BOB = { id: 'u-bob', name: 'Bob “the very long display name that goes on and on” Tables' };
const DAY_MS = 86_400_000;

/** The panel as people meet it, for checks and pictures of the whole. */
export const SCENES: Readonly<Record<string, ChatSnapshot>> = {
  welcome: snapshot({ room: undefined, connection: { state: 'offline' }, members: [] }),
  refused: snapshot({
    room: undefined,
    members: [],
    connection: { state: 'failed', reason: 'Nothing answers at 10.0.0.9:4777. Check the address, or start a server.' },
  }),
  empty: snapshot(),
  rich: snapshot({ topic: 'Release 1.4: freeze on Friday', members: people(), entries: conversation() }),
  text: snapshot({ members: people(), entries: formed(), newFrom: 4, typing: [GRACE.name, LIN.name] }),
  failing: snapshot({
    connection: { state: 'waiting', retryAt: NOON, reason: 'The connection to 127.0.0.1:4777 was lost.' },
    entries: failures(),
  }),
};

function people(): ChatSnapshot['members'] {
  return [
    member(ADA, { self: true, guest: false }),
    member(GRACE),
    member(LIN, { state: 'away' }),
    member(BOB, { state: 'offline' }),
  ];
}

function conversation(): EntryView[] {
  const file = { id: 'f6', size: 184_320, mediaType: 'text/plain', sha256: '' };
  const snippet = { path: 'src/greet.ts', startLine: 3, endLine: 5, languageId: 'typescript', text: 'let x = 1;\n' };
  return [
    messageEntry(1, { time: NOON - DAY_MS, text: 'Morning! The build is red since the last merge.' }),
    messageEntry(2, { time: NOON - DAY_MS, text: 'See https://ci.example.org/builds/4711?tab=log (step “lint”).' }),
    messageEntry(3, { from: ADA, own: true, text: 'On it.', reactions: [{ emoji: '👍', users: ['a', 'b'] }] }),
    joinedEntry(4, LIN.name),
    messageEntry(5, { from: LIN, text: '大家好！我把日志放在下面了。' }),
    fileEntry(6, { from: LIN, file: { ...file, name: 'server-2026-11-17-with-a-rather-long-name.log' } }),
    messageEntry(7, { text: 'function greet(name) {\n    return `hello ${name}`;\n}' }),
    fileEntry(8, { file: { ...file, id: 'f8', name: 'sunset.png', mediaType: 'image/png', width: 640, height: 360 } }),
    messageEntry(9, { from: ADA, own: true, edited: true, replyTo: { name: GRACE.name, text: 'function greet' } }),
    messageEntry(10, { from: ADA, own: true, text: '', deleted: true }),
    messageEntry(11, { from: BOB, text: 'مرحبا، هل انتهى البناء؟' }),
    messageEntry(12, { from: BOB, text: 'like this', snippet }),
    messageEntry(13, { text: 'a long story '.repeat(300) }),
  ];
}

/** Everything that a text can be. */
function formed(): EntryView[] {
  const users = ['u-lin', ADA.id];
  return [
    messageEntry(1, {
      text: '# Plan\nMorning @Ada Lovelace, **red** since _yesterday_, `lint` ~~fails~~ hangs:\n\n- [x] look\n- [ ] mend\n  1. first\n  2. second\n\n> quoted\n> words',
    }),
    messageEntry(2, { text: '|file|errors|\n|-|-:|\n|a.ts|3|\n\n---\n[the docs](https://docs.example.org/x)' }),
    messageEntry(3, {
      text: 'Try\n```ts\n// greets\nexport function greet(name: string): string {\n  return `hello ${name} ` + 42;\n}\n```',
      reactions: [{ emoji: '👍', users, names: [LIN.name] }],
    }),
    messageEntry(4, { from: LIN, text: '🎉' }),
    messageEntry(5, {
      from: ADA,
      own: true,
      text: 'On it, @here',
      replyTo: { seq: 1, name: GRACE.name, text: 'Plan' },
    }),
    fileEntry(6, { reactions: [{ emoji: '👀', users: ['u-lin'], names: [LIN.name] }] }),
  ];
}

function failures(): EntryView[] {
  const own = { from: ADA, own: true, seq: undefined };
  const file = { id: 'f31', size: 4_200_000_000, mediaType: 'application/zip', sha256: '' };
  const gone = { state: 'failed', reason: 'The file is no longer on the server.' } as const;
  const refused = { state: 'failed', reason: 'You are sending too fast.', retryable: true } as const;
  return [
    messageEntry(1, { text: 'Are you there?' }),
    { kind: 'system', what: 'gap', key: 'gap', from: 2, to: 30, loading: false, time: NOON },
    fileEntry(31, { file: { ...file, name: 'huge.zip' }, bytes: gone }),
    fileEntry(32, { file: { ...file, id: 'f32', name: 'report.pdf' }, bytes: { state: 'loading' } }),
    messageEntry(0, { ...own, key: 'p1', text: 'Yes, still typing', delivery: { state: 'pending' } }),
    fileEntry(0, { ...own, key: 'p2', delivery: { state: 'pending' } }),
    messageEntry(0, { ...own, key: 'p3', text: 'This one did not make it', delivery: refused }),
  ];
}

import { randomUUID } from 'node:crypto';
import { l10n, commands } from 'vscode';
import { DEFAULT_LIMITS, TOPIC_BYTES } from '../server/protocol/limits.ts';
import type { Snippet } from '../server/protocol/model.ts';
import { normalizeName, utf8Length } from '../server/protocol/names.ts';
import { parseTyped, type SlashCommand } from '../webview/protocol/typedText.ts';
import type { RoomSession } from './connection/roomSession.ts';
import type { ReceivedActions } from './files/receivedActions.ts';
import { formatSize } from './formatSize.ts';
import type { JoinedRooms } from './join/joinedRooms.ts';
import type { ChatPanel } from './panel/chatPanel.ts';
import { plainText } from './plainText.ts';
import { Refused } from './refused.ts';
import type { ShareActions } from './sharing/shareActions.ts';

export interface TypedActionsOptions {
  room: JoinedRooms;
  received: ReceivedActions;
  sharing: ShareActions;
}

/** What the composer sends. */
export interface Typed {
  text: string;
  /** The place of the message that it answers. */
  replyTo?: number | undefined;
  /** Code that goes with it. */
  snippet?: Snippet | undefined;
}

/** Name of a text that is shared because it is too long for a message. */
const TEXT_FILE = 'message.md';
/** What takes a topic away. */
const NO_TOPIC = '-';

/** Carries out what is typed in the composer: messages, and the commands that begin with a slash. */
export class TypedActions {
  readonly #room: JoinedRooms;
  readonly #received: ReceivedActions;
  readonly #sharing: ShareActions;

  constructor(options: TypedActionsOptions) {
    this.#room = options.room;
    this.#received = options.received;
    this.#sharing = options.sharing;
  }

  /**
   * Sends a message, or does what a command says.
   *
   * @throws Refused, and whatever the action throws: the composer keeps the text then
   */
  async send(typed: Typed, panel: ChatPanel): Promise<void> {
    const session = this.#joined();
    // With code at its side a text is one, whatever it looks like.
    const meant = typed.snippet ? ({ kind: 'text', text: typed.text } as const) : parseTyped(typed.text);
    switch (meant.kind) {
      case 'text':
        return sendMessage({ ...typed, text: meant.text }, session);
      case 'command':
        return this.#run(meant.name, meant.operand, session, panel);
      case 'unknown':
        throw new Refused(
          l10n.t(
            'There is no command /{0}. Type /help to see them, or put one more slash in front to send it as it is.',
            plainText(meant.name),
          ),
        );
    }
  }

  /**
   * Gives one's own message another text.
   *
   * @throws Refused, ConnectionError, RequestError
   */
  async edit(seq: number, text: string): Promise<void> {
    const session = this.#joined();
    checkSize(text, session);
    await session.messages.edit(seq, text);
  }

  /** Shares a text as a file. */
  async shareText(text: string): Promise<void> {
    this.#joined();
    await this.#sharing.shareBytes([{ name: TEXT_FILE, bytes: Buffer.from(text, 'utf8') }]);
  }

  async #run(command: SlashCommand, operand: string, session: RoomSession, panel: ChatPanel): Promise<void> {
    switch (command) {
      case 'join':
        return this.#join(operand, session);
      case 'leave':
        return this.#room.leave(session);
      case 'nick':
        return this.#rename(operand, session);
      case 'topic':
        return setTopic(operand, session);
      case 'upload':
        return operand === '' ? this.#sharing.sharePicked() : this.#sharing.shareTyped(operand, session);
      case 'download':
        if (operand === '') throw new Refused(l10n.t('Write the name of the file after /download.'));
        return this.#received.downloadByName(operand, session);
      case 'search':
        panel.post({ type: 'openSearch', query: operand });
        return;
      case 'members':
        panel.post({ type: 'showMembers' });
        return;
      case 'help':
        panel.post({ type: 'showHelp' });
        return;
    }
  }

  async #join(typed: string, session: RoomSession): Promise<void> {
    const { url, name } = session.target;
    if (typed === '') {
      await commands.executeCommand('roomChat.joinRoom', { server: url, name });
      return;
    }
    const room = normalizeName(typed.replace(/^#/u, ''));
    if (room === undefined) throw new Refused(l10n.t('That is not a name of a room. Use 1 to 64 characters.'));
    await this.#room.join({ url, room, name });
  }

  async #rename(typed: string, session: RoomSession): Promise<void> {
    if (typed === '') throw new Refused(l10n.t('Write the name that you want to have after /nick.'));
    const name = normalizeName(typed);
    if (name === undefined) {
      throw new Refused(l10n.t('That name cannot be used. Use 1 to 64 characters, without hidden ones.'));
    }
    // Who has the name already is asked of the server: one stays here under the old one until the new one is there.
    await this.#room.join({ ...session.target, name });
  }

  #joined(): RoomSession {
    const { session } = this.#room;
    if (!session) throw new Refused(l10n.t('Join a room first. What you wrote is kept.'));
    return session;
  }
}

async function setTopic(operand: string, session: RoomSession): Promise<void> {
  if (operand === '') {
    throw new Refused(l10n.t('Write the topic after /topic, or /topic {0} to have none.', NO_TOPIC));
  }
  if (utf8Length(operand) > TOPIC_BYTES) {
    throw new Refused(l10n.t('A topic has up to {0}. Shorten it.', formatSize(TOPIC_BYTES)));
  }
  await session.messages.topic(operand === NO_TOPIC ? '' : operand);
}

async function sendMessage({ text, replyTo, snippet }: Typed, session: RoomSession): Promise<void> {
  if (text.trim() === '' && !snippet) return;
  checkSize(text, session);
  if (snippet) checkSize(snippet.text, session);
  await session.outbox.add({
    kind: 'message',
    id: randomUUID(),
    createdAt: Date.now(),
    text,
    ...(replyTo !== undefined && { replyTo }),
    ...(snippet && { snippet }),
  });
}

function checkSize(text: string, session: RoomSession): void {
  const limit = session.hello?.limits.textBytes ?? DEFAULT_LIMITS.textBytes;
  const size = utf8Length(text);
  if (limit === 0 || size <= limit) return;
  throw new Refused(
    l10n.t(
      'This message is {0}, and the server takes {1}. Shorten it, or share it as a file.',
      formatSize(size),
      formatSize(limit),
    ),
  );
}

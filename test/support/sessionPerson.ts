import path from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Introduction } from '../../extension/connection/introduction.ts';
import { OutboxFiles } from '../../extension/connection/outboxFiles.ts';
import type { Logger } from '../../extension/log.ts';
import { RoomSession, type TokenStore } from '../../extension/connection/roomSession.ts';

const silent: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface SessionPersonOptions {
  url: string;
  name: string;
  room?: string;
  /** Shared by sessions that are to be the same guest. */
  tokens?: TokenStore;
  /** SHA-256 of the only certificate that is accepted. */
  pin?: string | undefined;
  /** What a link gave along. */
  introduction?: Introduction | undefined;
  log?: Logger;
  /** Holds the outbox; the same folder, name and room are the same person after a reload. */
  folder: string;
}

/** The extension's own session, without an editor around it. */
export function sessionOf(options: SessionPersonOptions): RoomSession {
  const { url, name, room = 'general', folder, log = silent } = options;
  return new RoomSession({
    target: { url, name, room },
    client: 'test',
    outbox: new OutboxFiles(path.join(folder, 'outbox'), [room, name], log),
    tokens: options.tokens ?? keptTokens(),
    pin: () => options.pin,
    introduction: options.introduction,
    log,
  });
}

/** A place for a token, as the editor's secret storage is. */
export function keptTokens(): TokenStore {
  let token: string | undefined;
  return { load: () => Promise.resolve(token), save: (next) => Promise.resolve(void (token = next)) };
}

/** Puts a message into the session's outbox, as the composer does. */
export function say(session: RoomSession, text: string): Promise<void> {
  return session.outbox.add({ kind: 'message', id: randomUUID(), createdAt: Date.now(), text });
}

/** Resolves as soon as `holds` is true, looked at after every change of the session. */
export function until(session: RoomSession, holds: () => boolean): Promise<void> {
  if (holds()) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = session.changes.on(() => {
      if (!holds()) return;
      stop();
      resolve();
    });
  });
}

/** Texts of the messages at hand, in the order of the log. */
export function texts(session: RoomSession): string[] {
  return [...session.state.events()].flatMap((event) => (event.type === 'message' ? [event.text] : []));
}

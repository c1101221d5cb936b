import * as vscode from 'vscode';
import { QUERY_BYTES } from '../../server/protocol/limits.ts';
import { utf8Length } from '../../server/protocol/names.ts';
import type { Command, SearchHitView } from '../../webview/protocol/messages.ts';
import type { RoomSession } from '../connection/roomSession.ts';
import { errorText } from '../errorTexts.ts';
import type { JoinedRooms } from '../join/joinedRooms.ts';
import { failureFields, type Logger } from '../log.ts';
import type { ChatPanel } from '../panel/chatPanel.ts';
import type { ChatPanels } from '../panel/chatPanels.ts';
import { Refused } from '../refused.ts';
import { hitView } from './hitView.ts';
import { pickHit } from './pickHit.ts';
import { RoomSearch, type FoundHit } from './roomSearch.ts';

export interface SearchActionsOptions {
  rooms: JoinedRooms;
  panels: ChatPanels;
  log: Logger;
}

/** Searches the rooms that this window is in, from the panel and from the palette. */
export class SearchActions {
  readonly #rooms: JoinedRooms;
  readonly #panels: ChatPanels;
  readonly #log: Logger;
  /** The search that each panel goes through, by the id of its first request. */
  readonly #running = new WeakMap<ChatPanel, { requestId: number; search: RoomSearch<RoomSession> }>();

  constructor(options: SearchActionsOptions) {
    this.#rooms = options.rooms;
    this.#panels = options.panels;
    this.#log = options.log;
  }

  /** Gives a panel the hits of its query, or the next page of them. */
  async answer({ requestId, query, more }: Extract<Command, { type: 'search' }>, panel: ChatPanel): Promise<void> {
    try {
      const running = this.#running.get(panel);
      const search = more === true && running?.requestId === requestId ? running.search : this.begin(query);
      this.#running.set(panel, { requestId, search });
      const hits = await search.page();
      panel.post({ type: 'searchResult', requestId, hits: hits.map((hit) => this.view(hit)), more: search.more });
    } catch (error) {
      this.#log.warn('search.failed', failureFields(error));
      panel.post({ type: 'searchResult', requestId, hits: [], more: false, message: errorText(error) });
    }
  }

  /** @throws Refused */
  begin(query: string): RoomSearch<RoomSession> {
    if (utf8Length(query) > QUERY_BYTES) throw new Refused(vscode.l10n.t('That is too long to search for.'));
    const online = this.#rooms.sessions.filter(({ connection }) => connection.state === 'online');
    if (online.length === 0) {
      throw new Refused(vscode.l10n.t('There is no connection to search over right now. Try again in a moment.'));
    }
    return new RoomSearch(query, online);
  }

  view({ room, hit }: FoundHit<RoomSession>): SearchHitView {
    return hitView(hit, { server: room.target.url, here: this.#rooms.session === room });
  }

  /**
   * Shows a message in its room.
   *
   * @throws Refused
   */
  async jump({ server, room, seq }: Pick<SearchHitView, 'server' | 'room' | 'seq'>): Promise<void> {
    const session = this.#rooms.find({ url: server, room });
    if (!session)
      throw new Refused(vscode.l10n.t('You are not in that room any more. Join it again to see the message.'));
    this.#rooms.show(session);
    await this.#panels.showMessage(seq);
  }

  /** Searches from the palette, and goes to the hit that is picked. */
  async pick(query: string): Promise<void> {
    const hit = await pickHit(query, {
      begin: (text) => this.begin(text),
      view: (found: FoundHit<RoomSession>) => this.view(found),
    });
    if (hit) await this.jump(hit);
  }
}

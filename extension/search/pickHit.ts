import * as vscode from 'vscode';
import type { SearchHitView } from '../../webview/protocol/messages.ts';
import { errorText } from '../errorTexts.ts';
import { plainText } from '../plainText.ts';
import type { FoundHit, RoomSearch, SearchableRoom } from './roomSearch.ts';

export interface PickHitOptions<R extends SearchableRoom> {
  /** @throws Refused */
  begin(query: string): RoomSearch<R>;
  view(found: FoundHit<R>): SearchHitView;
}

interface HitItem extends vscode.QuickPickItem {
  hit?: SearchHitView;
  /** What it puts into the box. */
  types?: string;
  /** Asks for the next page. */
  more?: boolean;
}

/** Typing rests this long before it is searched, in milliseconds. */
const REST_MS = 200;

/** Shows hits as one types; resolves with the one that is picked. */
export function pickHit<R extends SearchableRoom>(
  query: string,
  options: PickHitOptions<R>,
): Promise<SearchHitView | undefined> {
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick<HitItem>();
    const live = new LiveSearch(pick, options);
    pick.title = vscode.l10n.t('Search Messages');
    pick.placeholder = vscode.l10n.t('Words, "a phrase", from:name, in:room, has:file');
    pick.value = query;
    pick.onDidChangeValue((value) => live.typed(value));
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item?.types !== undefined) {
        pick.value = `${pick.value}${item.types}`;
        live.typed(pick.value);
      } else if (item?.more === true) void live.nextPage();
      else if (item?.hit) {
        resolve(item.hit);
        pick.hide();
      }
    });
    pick.onDidHide(() => {
      resolve(undefined);
      live.dispose();
      pick.dispose();
    });
    live.typed(query);
    pick.show();
  });
}

/** What is typed, searched once it rests: an answer that something later overtook is not shown. */
class LiveSearch<R extends SearchableRoom> {
  readonly #pick: vscode.QuickPick<HitItem>;
  readonly #options: PickHitOptions<R>;
  #search: RoomSearch<R> | undefined;
  #hits: HitItem[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(pick: vscode.QuickPick<HitItem>, options: PickHitOptions<R>) {
    this.#pick = pick;
    this.#options = options;
  }

  typed(value: string): void {
    clearTimeout(this.#timer);
    this.#search = undefined;
    const query = value.trim();
    this.#pick.busy = query !== '';
    if (query === '') this.#pick.items = operators();
    else this.#timer = setTimeout(() => void this.#begin(query), REST_MS);
  }

  async nextPage(): Promise<void> {
    const search = this.#search;
    if (search) await this.#page(search);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#search = undefined;
  }

  async #begin(query: string): Promise<void> {
    this.#hits = [];
    try {
      this.#search = this.#options.begin(query);
    } catch (error) {
      this.#say(errorText(error));
      return;
    }
    await this.#page(this.#search);
  }

  async #page(search: RoomSearch<R>): Promise<void> {
    this.#pick.busy = true;
    try {
      const found = await search.page();
      if (this.#search !== search) return;
      const before = this.#hits.length;
      this.#hits = [...this.#hits, ...found.map((hit) => hitItem(this.#options.view(hit)))];
      if (this.#hits.length === 0) {
        this.#say(vscode.l10n.t('Nothing found.'));
        return;
      }
      const older = { label: vscode.l10n.t('$(arrow-down) Show Older Hits'), alwaysShow: true, more: true };
      this.#pick.items = search.more ? [...this.#hits, older] : this.#hits;
      const next = this.#hits[before];
      if (before > 0 && next) this.#pick.activeItems = [next];
      this.#pick.busy = false;
    } catch (error) {
      if (this.#search === search) this.#say(errorText(error));
    }
  }

  #say(sentence: string): void {
    this.#pick.busy = false;
    this.#pick.items = [{ label: sentence, alwaysShow: true }];
  }
}

/** The server has judged what matches: every item is shown, in its order. */
function hitItem(hit: SearchHitView): HitItem {
  const format = new Intl.DateTimeFormat(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
  const icon = hit.kind === 'file' ? '$(file)' : '$(comment)';
  return {
    label: `${icon} ${plainText(hit.name)}`,
    description: `${plainText(hit.room)} · ${format.format(hit.time)}`,
    detail: plainText(hit.text),
    alwaysShow: true,
    hit,
  };
}

function operators(): HitItem[] {
  return [
    { label: '"', description: vscode.l10n.t('words just as they stand'), types: '"' },
    { label: 'from:', description: vscode.l10n.t('said by somebody'), types: 'from:' },
    { label: 'in:', description: vscode.l10n.t('in one room'), types: 'in:' },
    { label: 'has:file', description: vscode.l10n.t('files only'), types: 'has:file ' },
  ];
}

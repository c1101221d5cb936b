import type { Snippet } from '../server/protocol/model.ts';
import type { ScrollPlace } from './events.ts';
import type { Command, HostMessage } from './protocol/messages.ts';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** What is written in a room and not sent. */
export interface Draft {
  text: string;
  /** Code that goes with it. */
  snippet?: Snippet | undefined;
}

/** All that outlives the page: nothing that the host would know better. */
interface KeptState {
  /** What is unsent by its room's place, the one that was changed last at the end. */
  drafts: readonly (readonly [place: string, draft: Draft])[];
  /** Of the room that was shown last; absent at its newest entry. */
  place?: { room: string; place: ScrollPlace } | undefined;
}

/** Drafts of more rooms than this are let go, the oldest first. */
const KEPT_DRAFTS = 50;

/** The extension host as the page sees it; the only user of `acquireVsCodeApi`. */
export class Host {
  /** `shown` of what is on the screen: what a person does is about that, though the host may show another room by then. */
  shown: number | undefined;
  readonly #api: VsCodeApi;
  #kept: KeptState;

  constructor(api: VsCodeApi) {
    this.#api = api;
    this.#kept = decodeState(api.getState());
  }

  post(command: Command): void {
    this.#api.postMessage(this.shown === undefined ? command : { ...command, shown: this.shown });
  }

  /** Calls `listener` for every message of the extension host until the page ends. */
  listen(listener: (message: HostMessage) => void): void {
    window.addEventListener('message', (event: MessageEvent<unknown>) => {
      // The editor's frame around the page and this extension are one side of the trust boundary: shape is given.
      const { data } = event;
      if (typeof data === 'object' && data !== null && 'type' in data) listener(data as HostMessage);
    });
  }

  draftOf(place: string): Draft {
    return this.#kept.drafts.find(([name]) => name === place)?.[1] ?? { text: '' };
  }

  keepDraft(place: string, draft: Draft): void {
    const before = this.draftOf(place);
    if (draft.text === before.text && draft.snippet === before.snippet) return;
    const others = this.#kept.drafts.filter(([name]) => name !== place);
    const none = draft.text === '' && draft.snippet === undefined;
    const drafts = none ? others : [...others, [place, draft] as const].slice(-KEPT_DRAFTS);
    this.#keep({ ...this.#kept, drafts });
  }

  placeIn(room: string): ScrollPlace | undefined {
    return this.#kept.place?.room === room ? this.#kept.place.place : undefined;
  }

  keepPlace(room: string, place: ScrollPlace | undefined): void {
    this.#keep({ ...this.#kept, place: place && { room, place } });
  }

  #keep(state: KeptState): void {
    this.#kept = state;
    this.#api.setState(state);
  }
}

/** Call once: the editor refuses a second `acquireVsCodeApi`. */
export function connectHost(): Host {
  return new Host(acquireVsCodeApi());
}

/** Reads what an earlier page, perhaps of an earlier version, kept; anything unknown counts as nothing. */
function decodeState(value: unknown): KeptState {
  if (typeof value !== 'object' || value === null || !('drafts' in value)) return { drafts: [] };
  const state: KeptState = { drafts: Array.isArray(value.drafts) ? value.drafts.filter(isDraft) : [] };
  return 'place' in value && isKeptPlace(value.place) ? { ...state, place: value.place } : state;
}

function isDraft(value: unknown): value is readonly [string, Draft] {
  if (!Array.isArray(value) || typeof value[0] !== 'string') return false;
  const draft: unknown = value[1];
  if (typeof draft !== 'object' || draft === null || !('text' in draft) || typeof draft.text !== 'string') return false;
  return !('snippet' in draft) || isSnippet(draft.snippet);
}

/** By hand: the schema's library would be a fiftieth of the page. The host checks what is sent once more. */
function isSnippet(value: unknown): value is Snippet {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Record<string, unknown>;
  const texts = [fields['path'], fields['languageId'], fields['text']];
  const lines = [fields['startLine'], fields['endLine']];
  return texts.every((text) => typeof text === 'string') && lines.every((line) => Number.isSafeInteger(line));
}

function isKeptPlace(value: unknown): value is { room: string; place: ScrollPlace } {
  if (typeof value !== 'object' || value === null || !('room' in value) || !('place' in value)) return false;
  const { room, place } = value;
  if (typeof room !== 'string' || typeof place !== 'object' || place === null) return false;
  return 'key' in place && typeof place.key === 'string' && 'offset' in place && typeof place.offset === 'number';
}

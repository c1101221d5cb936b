import type { ScrollPlace } from './events.ts';
import type { Command, HostMessage } from './protocol/messages.ts';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** All that outlives the page: nothing that the host would know better. */
interface KeptState {
  /** Rooms and their unsent texts, the one that was changed last at the end. */
  drafts: readonly (readonly [room: string, text: string])[];
  /** Of the room that was shown last; absent at its newest entry. */
  place?: { room: string; place: ScrollPlace } | undefined;
}

/** Drafts of more rooms than this are let go, the oldest first. */
const KEPT_DRAFTS = 50;

/** The extension host as the page sees it; the only user of `acquireVsCodeApi`. */
export class Host {
  readonly #api: VsCodeApi;
  #kept: KeptState;

  constructor(api: VsCodeApi) {
    this.#api = api;
    this.#kept = decodeState(api.getState());
  }

  post(command: Command): void {
    this.#api.postMessage(command);
  }

  /** Calls `listener` for every message of the extension host until the page ends. */
  listen(listener: (message: HostMessage) => void): void {
    window.addEventListener('message', (event: MessageEvent<unknown>) => {
      // The editor's frame around the page and this extension are one side of the trust boundary: shape is given.
      const { data } = event;
      if (typeof data === 'object' && data !== null && 'type' in data) listener(data as HostMessage);
    });
  }

  draftOf(room: string): string {
    return this.#kept.drafts.find(([name]) => name === room)?.[1] ?? '';
  }

  keepDraft(room: string, text: string): void {
    if (text === this.draftOf(room)) return;
    const others = this.#kept.drafts.filter(([name]) => name !== room);
    const drafts = text === '' ? others : [...others, [room, text] as const].slice(-KEPT_DRAFTS);
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

function isDraft(value: unknown): value is readonly [string, string] {
  return Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'string';
}

function isKeptPlace(value: unknown): value is { room: string; place: ScrollPlace } {
  if (typeof value !== 'object' || value === null || !('room' in value) || !('place' in value)) return false;
  const { room, place } = value;
  if (typeof room !== 'string' || typeof place !== 'object' || place === null) return false;
  return 'key' in place && typeof place.key === 'string' && 'offset' in place && typeof place.offset === 'number';
}

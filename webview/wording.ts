import * as l10n from '@vscode/l10n';
import type { ConnectionView, FileEntry, MessageEntry, SystemEntry } from './protocol/messages.ts';
import { fileSize as sizeIn } from './protocol/fileSize.ts';
import { plainMessage } from './protocol/plainMessage.ts';

/*
 * Sentences that are put together from data, and numbers and times in the reader's language. Labels of single controls
 * stand in their elements.
 */

/** The formats that every row needs. One costs a hundred times more to make than to use, so each is made once. */
class Formats {
  readonly #locale: readonly string[];
  #clock: Intl.DateTimeFormat | undefined;
  #exact: Intl.DateTimeFormat | undefined;
  #number: Intl.NumberFormat | undefined;
  #plural: Intl.PluralRules | undefined;

  constructor(locale: readonly string[]) {
    this.#locale = locale;
  }

  get clock(): Intl.DateTimeFormat {
    return (this.#clock ??= new Intl.DateTimeFormat(this.#locale, { timeStyle: 'short' }));
  }

  get exact(): Intl.DateTimeFormat {
    return (this.#exact ??= new Intl.DateTimeFormat(this.#locale, { dateStyle: 'full', timeStyle: 'medium' }));
  }

  get number(): Intl.NumberFormat {
    return (this.#number ??= new Intl.NumberFormat(this.#locale));
  }

  get plural(): Intl.PluralRules {
    return (this.#plural ??= new Intl.PluralRules(this.#locale));
  }
}

/** What is asked for, and English after it. */
let locale: string[] = ['en'];
let formats = new Formats(locale);

/** Says whose numbers, plurals and dates are used: a BCP 47 tag; one that is unknown or none gives English. */
export function useLocale(tag: string): void {
  try {
    locale = [...Intl.getCanonicalLocales(tag), 'en'];
  } catch {
    locale = ['en'];
  }
  formats = new Formats(locale);
}

/** BCP 47 tags of the languages in which numbers and dates are written, the first that is known counts. */
export function language(): string[] {
  return locale;
}

/** A share of one, such as 42 %. */
export function percentage(share: number): string {
  return new Intl.NumberFormat(locale, { style: 'percent' }).format(share);
}

/** Time of day, such as 9:12 AM. */
export function clockTime(time: number): string {
  return formats.clock.format(time);
}

export function exactTime(time: number): string {
  return formats.exact.format(time);
}

/** 'Today', 'Yesterday', else the date; the year only where it is another. */
export function dayName(time: number, now: number): string {
  const days = Math.round((midnight(time) - midnight(now)) / 86_400_000);
  if (days === 0 || days === -1) {
    const name = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day');
    return name.slice(0, 1).toLocaleUpperCase(locale) + name.slice(1);
  }
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(time);
}

/** A size in the largest unit that leaves at least one. */
export function fileSize(bytes: number): string {
  return sizeIn(bytes, locale);
}

export function peopleCount(count: number): string {
  return isOne(count) ? l10n.t('{0} person', number(count)) : l10n.t('{0} people', number(count));
}

export function newMessageCount(count: number): string {
  return isOne(count) ? l10n.t('{0} new message', number(count)) : l10n.t('{0} new messages', number(count));
}

export function bytesLeft(count: number): string {
  return isOne(count) ? l10n.t('{0} byte left', number(count)) : l10n.t('{0} bytes left', number(count));
}

export function bytesOver(count: number): string {
  return isOne(count) ? l10n.t('{0} byte too many', number(count)) : l10n.t('{0} bytes too many', number(count));
}

export function tooLong(excessBytes: number): string {
  return isOne(excessBytes)
    ? l10n.t('This message is {0} byte too long. Shorten it, or share it as a file.', number(excessBytes))
    : l10n.t('This message is {0} bytes too long. Shorten it, or share it as a file.', number(excessBytes));
}

/** The connection in a word or two, for the header. */
export function connectionWord(connection: ConnectionView): string {
  switch (connection.state) {
    case 'online':
      return l10n.t('Online');
    case 'connecting':
      return l10n.t('Connecting…');
    case 'waiting':
      return l10n.t('Reconnecting');
    case 'failed':
      return l10n.t('Disconnected');
    case 'offline':
      return l10n.t('Not connected');
  }
}

/** When a lost connection is tried again. */
export function retryCountdown(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  if (seconds === 0) return l10n.t('Trying again now…');
  return isOne(seconds)
    ? l10n.t('Trying again in {0} second.', number(seconds))
    : l10n.t('Trying again in {0} seconds.', number(seconds));
}

export function systemText(entry: SystemEntry): string {
  switch (entry.what) {
    case 'joined':
      return l10n.t('{0} joined the room', isolate(entry.name));
    case 'left':
      return l10n.t('{0} left the room', isolate(entry.name));
    case 'expelled':
      return l10n.t('{0} removed {1} from the room', isolate(entry.by), isolate(entry.name));
    case 'topic':
      return entry.topic === ''
        ? l10n.t('{0} removed the topic', isolate(entry.name))
        : l10n.t('{0} changed the topic to “{1}”', isolate(entry.name), isolate(entry.topic));
    case 'unknown':
      return l10n.t('Something that this version of Room Chat cannot show');
    case 'removed':
      return l10n.t('A message was removed by the server’s retention');
    case 'gap':
      return gapText(entry.to - entry.from + 1, entry.loading);
  }
}

/** What is said aloud about messages that arrived together, the newest last. */
export function announcement(arrivals: readonly (MessageEntry | FileEntry)[]): string {
  const last = arrivals.at(-1);
  if (last === undefined) return '';
  if (arrivals.length > 3) {
    return l10n.t('{0}, the last one from {1}', newMessageCount(arrivals.length), last.from.name);
  }
  return arrivals.map(spoken).join('\n');
}

function gapText(count: number, loading: boolean): string {
  if (loading) return l10n.t('Loading missed messages…');
  return isOne(count)
    ? l10n.t('{0} missed message cannot be loaded', number(count))
    : l10n.t('{0} missed messages cannot be loaded', number(count));
}

function spoken(entry: MessageEntry | FileEntry): string {
  if (entry.kind === 'file') return l10n.t('{0} shared the file {1}', entry.from.name, entry.file.name);
  const plain = plainMessage(entry.text.slice(0, 400));
  return l10n.t('{0}: {1}', entry.from.name, plain.length > 200 ? `${plain.slice(0, 200)}…` : plain);
}

/** Keeps a name of one direction from reordering the sentence around it (first strong isolate). */
function isolate(text: string): string {
  return `\u2068${text}\u2069`;
}

function isOne(count: number): boolean {
  return formats.plural.select(count) === 'one';
}

/** A number as it is written in the reader's language. */
export function number(count: number): string {
  return formats.number.format(count);
}

function midnight(time: number): number {
  const date = new Date(time);
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
}

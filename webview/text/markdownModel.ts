/*
 * What a message may consist of: an allow-list of its own. Whatever else the parser knows, raw HTML and pictures above
 * all, stays the text that it was typed as.
 */

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'strong' | 'emphasis' | 'strike'; content: readonly Inline[] }
  | { kind: 'code'; text: string }
  /** `url` is http or https; of an address that stands in the text by itself, `content` is that address. */
  | { kind: 'link'; url: string; content: readonly Inline[] };

export interface ListItem {
  /** Of a task: whether it is done. */
  done?: boolean | undefined;
  content: readonly Block[];
}

export type Block =
  | { kind: 'paragraph'; content: readonly Inline[] }
  | { kind: 'heading'; level: number; content: readonly Inline[] }
  | { kind: 'code'; language: string; text: string }
  | { kind: 'quote'; content: readonly Block[] }
  /** `start` is the number of the first item; absent where the items have none. */
  | { kind: 'list'; start?: number | undefined; items: readonly ListItem[] }
  | { kind: 'table'; head: readonly TableCell[]; rows: readonly (readonly TableCell[])[] }
  | { kind: 'rule' };

export interface TableCell {
  align?: 'center' | 'right' | undefined;
  content: readonly Inline[];
}

/** A run of code: what it is decides its colour. */
export interface CodeSpan {
  text: string;
  /** What it is, such as `keyword`; empty for the rest. */
  scope: string;
}

/** What may be dropped or pasted at once: its bytes come through the page, piece by piece, and are held in memory. */
export const OFFER_LIMITS = {
  files: 200,
  /** Of one file, in bytes. A larger one is picked, or shared from the explorer, and streamed from disk then. */
  fileBytes: 33_554_432,
  /** Of one piece, in bytes; the next is asked for when this one is there. */
  pieceBytes: 1_048_576,
  uris: 1_000,
};

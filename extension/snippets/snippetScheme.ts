/** Scheme of the read-only documents that show shared code as it was sent. */
export const SNIPPET_SCHEME = 'room-chat-snippet';

/** Id of the chat's view, which also names the editor's command that focuses it. */
export const CHAT_VIEW = 'roomChat.chat';
/** Type of the editor tabs that show the chat. */
export const CHAT_EDITOR = 'roomChat.editor';

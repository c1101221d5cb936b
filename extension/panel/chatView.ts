/** Id of the chat's view, which also names the editor's command that focuses it. */
export const CHAT_VIEW = 'roomChat.chat';
/** Id of the view that is there in its place before a room is joined. */
export const WELCOME_VIEW = 'roomChat.welcome';
/** Type of the editor tabs that show the chat. */
export const CHAT_EDITOR = 'roomChat.editor';

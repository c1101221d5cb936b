import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    flex-direction: column;
    color: var(--vscode-foreground);
    background: var(--room-chat-page);
  }

  .bar {
    display: flex;
    align-items: center;
    gap: 4px;
    padding: 6px 8px 6px 12px;
  }

  input {
    flex: 1;
    min-width: 0;
    padding: 4px 8px;
    border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, var(--vscode-widget-border, transparent)));
    border-radius: 4px;
    color: var(--vscode-input-foreground);
    background: var(--vscode-input-background);
    font: inherit;
  }

  input:focus {
    border-color: var(--vscode-focusBorder);
    outline: none;
  }

  input::placeholder {
    color: var(--vscode-input-placeholderForeground);
    opacity: 1;
  }

  .state,
  .hint {
    margin: 0;
    padding: 2px 12px 6px;
    color: var(--vscode-descriptionForeground);
    font-size: 0.92em;
    overflow-wrap: anywhere;
  }

  .state.failed {
    color: var(--vscode-errorForeground);
  }

  .hint dt {
    float: inline-start;
    clear: both;
    min-width: 8em;
    padding-inline-end: 8px;
    font-family: var(--vscode-editor-font-family);
  }

  .hint dl,
  .hint dd {
    margin: 0;
  }

  .scroller {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
  }

  ul {
    margin: 0;
    padding: 0 4px;
    list-style: none;
  }

  li {
    padding: 5px 8px;
    border-radius: 4px;
    cursor: pointer;
  }

  li:hover {
    background: var(--vscode-list-hoverBackground);
  }

  li[aria-selected='true'] {
    color: var(--vscode-list-inactiveSelectionForeground, inherit);
    background: var(--vscode-list-inactiveSelectionBackground, transparent);
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }

  .who {
    display: flex;
    align-items: baseline;
    gap: 6px;
    min-width: 0;
    font-size: 0.92em;
  }

  .name,
  .when,
  .room {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .name {
    min-width: 5em;
    font-weight: 600;
  }

  .when,
  .room {
    color: var(--vscode-descriptionForeground);
  }

  .when {
    min-width: 4em;
  }

  .room {
    flex: 1;
    min-width: 5em;
    text-align: end;
  }

  .text {
    display: -webkit-box;
    overflow: hidden;
    overflow-wrap: anywhere;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 4;
  }

  mark {
    border-radius: 2px;
    color: inherit;
    background: var(--vscode-editor-findMatchHighlightBackground, transparent);
    outline: 1px solid var(--vscode-editor-findMatchHighlightBorder, transparent);
    font-weight: 600;
  }

  .more {
    display: block;
    margin: 6px auto 12px;
  }
`;

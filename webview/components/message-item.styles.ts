import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    /* What can be done with it stands above its upper edge. */
    scroll-margin-block: 18px 4px;
  }

  :host(:focus-visible) {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }

  :host(.marked) .row {
    background: var(--vscode-editor-findMatchHighlightBackground, var(--vscode-list-hoverBackground));
    outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }

  .row {
    position: relative;
    display: grid;
    grid-template-columns: 24px minmax(0, 1fr);
    column-gap: 8px;
    padding: 1px 12px;
  }

  .row.first {
    margin-top: 10px;
  }

  .row:hover {
    background: var(--vscode-list-hoverBackground);
  }

  .body {
    grid-column: 2;
    min-width: 0;
  }

  .head {
    display: flex;
    align-items: baseline;
    gap: 6px;
    min-width: 0;
    line-height: 18px;
  }

  .name {
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  time {
    flex: none;
    color: var(--vscode-descriptionForeground);
    font-size: 0.85em;
  }

  /* Where the heading is left out, the time shows beside the text while the pointer is over it. */
  .late {
    position: absolute;
    inset-block-start: 2px;
    inset-inline-end: 12px;
    padding-inline-start: 6px;
    visibility: hidden;
    /* The row's own colours once more, so that the text beneath does not show through. */
    background:
      linear-gradient(var(--vscode-list-hoverBackground), var(--vscode-list-hoverBackground)), var(--room-chat-page);
  }

  .row:hover .late {
    visibility: visible;
  }

  .avatar {
    grid-column: 1;
    display: grid;
    place-items: center;
    width: 24px;
    height: 24px;
    margin-top: 2px;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 50%;
    overflow: hidden;
    color: var(--vscode-foreground);
    background: color-mix(in srgb, var(--tone) 32%, var(--room-chat-page));
    font-size: 11px;
    font-weight: 600;
    line-height: 1;
    user-select: none;
  }

  .continued .avatar,
  .continued .name {
    display: none;
  }

  .tone-0 {
    --tone: var(--vscode-charts-blue);
  }

  .tone-1 {
    --tone: var(--vscode-charts-green);
  }

  .tone-2 {
    --tone: var(--vscode-terminal-ansiCyan, var(--vscode-charts-blue));
  }

  .tone-3 {
    --tone: var(--vscode-charts-purple);
  }

  .tone-4 {
    --tone: var(--vscode-charts-red);
  }

  .tone-5 {
    --tone: var(--vscode-charts-yellow);
  }

  .deleted {
    color: var(--vscode-descriptionForeground);
    font-style: italic;
  }

  /* Only what takes longer than usual is marked: most messages are sent before one sees it. A file has its bar. */
  .pending .content:not(:has(file-card)) {
    animation: fade 1ms 400ms forwards;
  }

  .waiting {
    position: absolute;
    inset-block-end: 3px;
    inset-inline-start: 16px;
    color: var(--vscode-descriptionForeground);
    opacity: 0;
    animation: appear 1ms 400ms forwards;
  }

  .first .waiting {
    inset-block: 4px auto;
    inset-inline: auto 12px;
  }

  @keyframes fade {
    to {
      opacity: 0.7;
    }
  }

  @keyframes appear {
    to {
      opacity: 1;
    }
  }

  .reply {
    display: flex;
    gap: 4px;
    max-width: 100%;
    margin: 2px 0;
    padding: 0;
    padding-inline-start: 8px;
    border: 0;
    background: none;
    text-align: start;
    border-inline-start: 2px solid var(--vscode-textBlockQuote-border, var(--vscode-focusBorder));
    color: var(--vscode-descriptionForeground);
    font-size: 0.92em;
  }

  button.reply:hover .quote {
    text-decoration: underline;
  }

  .reply .icon {
    width: 14px;
    height: 14px;
    margin-top: 2px;
  }

  .quote {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .delivery {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 8px;
    margin: 2px 0;
    color: var(--vscode-descriptionForeground);
    font-size: 0.92em;
  }

  .delivery.failed .reason {
    display: flex;
    gap: 4px;
    min-width: 0;
    color: var(--vscode-errorForeground);
    overflow-wrap: anywhere;
  }

  .delivery .icon {
    width: 14px;
    height: 14px;
    margin-top: 2px;
  }

  file-card,
  snippet-card {
    margin: 4px 0;
  }
`;

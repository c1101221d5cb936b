import { css } from 'lit';

/** The list above the composer in which names, emoji and commands are picked. */
export const completionStyles = css`
  .completions {
    position: absolute;
    z-index: 3;
    inset: auto 0 calc(100% + 4px);
    max-height: min(240px, 40vh);
    margin: 0;
    padding: 4px;
    overflow-y: auto;
    border: 1px solid var(--vscode-editorSuggestWidget-border, var(--vscode-widget-border, transparent));
    border-radius: 4px;
    color: var(--vscode-editorSuggestWidget-foreground, var(--vscode-foreground));
    background: var(--vscode-editorSuggestWidget-background, var(--vscode-editorWidget-background));
    box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
    list-style: none;
  }

  .completions [role='option'] {
    display: flex;
    align-items: baseline;
    gap: 8px;
    padding: 3px 6px;
    border-radius: 3px;
    cursor: pointer;
  }

  .completions [role='option']:hover {
    background: var(--vscode-list-hoverBackground);
  }

  .completions [aria-selected='true'] {
    color: var(--vscode-editorSuggestWidget-selectedForeground, var(--vscode-list-activeSelectionForeground));
    background: var(--vscode-editorSuggestWidget-selectedBackground, var(--vscode-list-activeSelectionBackground));
    outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }

  .completions .label {
    flex: none;
    max-width: 70%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .completions .detail {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    color: var(--vscode-descriptionForeground);
    font-size: 0.92em;
    text-align: end;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .completions [aria-selected='true'] .detail {
    color: inherit;
  }
`;

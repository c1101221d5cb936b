import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    max-width: 100%;
    align-self: flex-start;
  }

  .chip {
    display: flex;
    align-items: center;
    gap: 4px;
    min-width: 0;
    padding: 0 2px 0 6px;
    border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
    border-radius: 4px;
    color: var(--vscode-foreground);
    background: var(--vscode-textCodeBlock-background, transparent);
    font-size: 0.92em;
  }

  .place {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    font-family: var(--vscode-editor-font-family);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
`;

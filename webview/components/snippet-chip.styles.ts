import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    min-width: 0;
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
    display: flex;
    flex: 1;
    min-width: 0;
    font-family: var(--vscode-editor-font-family);
    white-space: nowrap;
  }

  .path {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }
`;

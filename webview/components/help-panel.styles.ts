import { css } from 'lit';

export const styles = css`
  dialog {
    width: min(520px, calc(100% - 16px));
    max-height: calc(100% - 16px);
    padding: 4px 12px 12px;
    overflow-y: auto;
    border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
    border-radius: 6px;
    color: var(--vscode-editorWidget-foreground, var(--vscode-foreground));
    background: var(--vscode-editorWidget-background);
    box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
  }

  dialog::backdrop {
    background: transparent;
  }

  .bar {
    display: flex;
    align-items: center;
    justify-content: space-between;
  }

  h2,
  h3 {
    margin: 4px 0;
    font-size: 1em;
    font-weight: 600;
  }

  h3 {
    margin-top: 12px;
    color: var(--vscode-descriptionForeground);
  }

  dl {
    display: grid;
    grid-template-columns: minmax(7em, max-content) 1fr;
    gap: 2px 12px;
    margin: 0;
  }

  dt {
    font-family: var(--vscode-editor-font-family);
    overflow-wrap: anywhere;
  }

  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
`;

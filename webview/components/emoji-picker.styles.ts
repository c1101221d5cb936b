import { css } from 'lit';

export const styles = css`
  .picker {
    position: fixed;
    inset: auto;
    width: min(312px, calc(100vw - 8px));
    height: min(320px, calc(100vh - 8px));
    margin: 0;
    padding: 8px;
    border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
    border-radius: 5px;
    color: var(--vscode-foreground);
    background: var(--vscode-editorWidget-background, var(--vscode-editor-background));
    box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
  }

  .picker:popover-open {
    display: flex;
    flex-direction: column;
    gap: 6px;
  }

  input {
    flex: none;
    width: 100%;
    padding: 3px 6px;
    border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
    border-radius: 2px;
    color: var(--vscode-input-foreground);
    background: var(--vscode-input-background);
    font: inherit;
  }

  input:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }

  input::placeholder {
    color: var(--vscode-input-placeholderForeground);
    opacity: 1;
  }

  .groups {
    display: flex;
    flex: none;
    justify-content: space-between;
  }

  .grid {
    display: grid;
    flex: 1;
    grid-template-columns: repeat(auto-fill, minmax(32px, 1fr));
    align-content: start;
    min-height: 0;
    overflow-y: auto;
  }

  .groups button,
  .grid button {
    height: 30px;
    padding: 0;
    border: 1px solid transparent;
    border-radius: 4px;
    background: none;
    font-size: 19px;
    line-height: 1;
  }

  .groups button {
    width: 30px;
    font-size: 16px;
  }

  .groups button[aria-pressed='true'] {
    border-color: var(--vscode-focusBorder);
  }

  .groups button:hover,
  .grid button:hover {
    background: var(--vscode-toolbar-hoverBackground);
    border-color: var(--vscode-toolbar-hoverOutline, transparent);
  }

  p {
    margin: 4px;
    color: var(--vscode-descriptionForeground);
  }
`;

import { css } from 'lit';

export const styles = css`
  dialog {
    display: flex;
    flex-direction: column;
    width: 100vw;
    max-width: none;
    height: 100vh;
    max-height: none;
    margin: 0;
    padding: 0;
    border: 0;
    color: var(--vscode-editor-foreground, var(--vscode-foreground));
    background: var(--vscode-editor-background);
  }

  header {
    display: flex;
    flex: none;
    align-items: flex-start;
    gap: 8px;
    padding: 6px 6px 4px 12px;
  }

  .words {
    flex: 1;
    min-width: 0;
  }

  h2 {
    margin: 0;
    overflow: hidden;
    font-size: 1em;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  p {
    margin: 0;
    color: var(--vscode-descriptionForeground);
    font-size: 0.92em;
    overflow-wrap: anywhere;
  }

  .stage {
    display: grid;
    flex: 1;
    min-height: 0;
    overflow: auto;
    place-content: safe center;
    place-items: center;
  }

  .stage:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }

  .stage.fitted {
    grid-template-rows: minmax(0, 1fr);
    grid-template-columns: minmax(0, 1fr);
    padding: 4px 8px;
    overflow: hidden;
    place-content: stretch;
    place-items: stretch;
  }

  .note {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 8px;
    padding: 16px;
    place-self: center;
    text-align: center;
  }

  .small {
    max-width: 256px;
    max-height: 256px;
  }

  footer {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 4px;
    padding: 4px 8px 8px;
  }

  .level {
    min-width: 44px;
    color: var(--vscode-descriptionForeground);
    font-variant-numeric: tabular-nums;
    text-align: center;
  }

  .gap {
    width: 8px;
  }

  .icon-button[aria-disabled='true'] {
    opacity: 0.4;
    cursor: default;
  }
`;

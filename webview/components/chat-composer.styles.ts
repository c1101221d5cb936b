import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    padding: 6px 12px 12px;
  }

  .box {
    position: relative;
    display: flex;
    flex-direction: column;
    border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, var(--vscode-widget-border, transparent)));
    border-radius: 4px;
    color: var(--vscode-input-foreground);
    background: var(--vscode-input-background);
  }

  .box:focus-within {
    border-color: var(--vscode-focusBorder);
  }

  .box.refused {
    border-color: var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
  }

  textarea {
    field-sizing: content;
    width: 100%;
    min-height: calc(1lh + 10px);
    max-height: 40vh;
    padding: 6px 8px 4px;
    border: 0;
    outline: none;
    resize: none;
    color: inherit;
    background: none;
    font: inherit;
    line-height: 1.4;
    overflow-wrap: anywhere;
  }

  /* A room may have a long name: the box has the height of what is written, not of that. */
  textarea:placeholder-shown {
    field-sizing: fixed;
  }

  textarea::placeholder {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    color: var(--vscode-input-placeholderForeground);
    opacity: 1;
  }

  snippet-chip {
    margin: 6px 6px 0;
  }

  .tools {
    display: flex;
    align-items: center;
    gap: 2px;
    padding: 0 4px 4px;
  }

  .count {
    flex: 1;
    padding: 0 4px;
    color: var(--vscode-descriptionForeground);
    font-size: 0.92em;
    text-align: end;
  }

  .count.over,
  .refusal {
    color: var(--vscode-errorForeground);
  }

  .muted {
    color: var(--vscode-descriptionForeground);
  }

  .muted,
  .refusal {
    margin: 0 0 4px;
    overflow-wrap: anywhere;
    white-space: pre-line;
  }

  .send:not([aria-disabled='true']) {
    color: var(--vscode-textLink-foreground, var(--vscode-foreground));
  }

  .send[aria-disabled='true'] {
    color: var(--vscode-disabledForeground);
    cursor: default;
  }
`;

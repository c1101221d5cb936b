import { css } from 'lit';

/** Buttons and pictures as the editor draws them; every element with controls includes it. */
export const controlStyles = css`
  :host {
    box-sizing: border-box;
  }

  :host([hidden]),
  [hidden] {
    display: none;
  }

  *,
  *::before,
  *::after {
    box-sizing: inherit;
  }

  .icon {
    display: block;
    flex: none;
  }

  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  button {
    font: inherit;
    color: inherit;
    margin: 0;
    cursor: pointer;
  }

  button:focus-visible,
  a:focus-visible,
  [tabindex]:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }

  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 4px;
    min-height: 24px;
    padding: 2px 10px;
    border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent));
    border-radius: 2px;
    color: var(--vscode-button-secondaryForeground, var(--vscode-foreground));
    background: var(--vscode-button-secondaryBackground, transparent);
    line-height: 18px;
    overflow-wrap: anywhere;
  }

  .button:hover {
    background: var(--vscode-button-secondaryHoverBackground, var(--vscode-button-secondaryBackground));
  }

  .button.primary {
    color: var(--vscode-button-foreground);
    background: var(--vscode-button-background);
  }

  .button.primary:hover {
    background: var(--vscode-button-hoverBackground);
  }

  .link-button {
    padding: 0;
    border: 0;
    border-radius: 2px;
    color: var(--vscode-textLink-foreground);
    background: none;
    text-align: start;
  }

  .link-button:hover {
    color: var(--vscode-textLink-activeForeground, var(--vscode-textLink-foreground));
    text-decoration: underline;
  }

  .icon-button {
    display: inline-flex;
    flex: none;
    align-items: center;
    justify-content: center;
    width: 24px;
    height: 24px;
    padding: 3px;
    border: 0;
    border-radius: 5px;
    color: var(--vscode-icon-foreground, var(--vscode-foreground));
    background: none;
  }

  .icon-button:hover {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent);
  }

  .icon-button:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }

  .spin .icon {
    animation: spin var(--room-chat-spin, 1.5s) linear infinite;
  }

  @keyframes spin {
    to {
      transform: rotate(360deg);
    }
  }
`;

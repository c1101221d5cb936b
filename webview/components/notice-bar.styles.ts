import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
  }

  .notice {
    display: flex;
    align-items: flex-start;
    gap: 8px;
    margin: 4px 12px;
    padding: 6px 4px 6px 8px;
    border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
    border-radius: 4px;
    color: var(--vscode-notifications-foreground, var(--vscode-foreground));
    background: var(--vscode-notifications-background, var(--vscode-editorWidget-background));
  }

  .mark {
    padding-top: 2px;
    color: var(--vscode-notificationsInfoIcon-foreground, var(--vscode-editorInfo-foreground));
  }

  .error .mark {
    color: var(--vscode-notificationsErrorIcon-foreground, var(--vscode-errorForeground));
  }

  .words {
    flex: 1;
    min-width: 0;
    padding-top: 1px;
    overflow-wrap: anywhere;
    white-space: pre-line;
  }

  .icon-button {
    width: 20px;
    height: 20px;
    padding: 2px;
  }
`;

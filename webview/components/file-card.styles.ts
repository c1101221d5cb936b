import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    max-width: 362px;
  }

  .card {
    border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
    border-radius: 4px;
    overflow: hidden;
    background: var(--vscode-editor-background);
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    padding: 6px 8px;
  }

  .what {
    display: flex;
    flex: 1 1 130px;
    align-items: center;
    gap: 8px;
    min-width: 0;
  }

  .kind {
    color: var(--vscode-descriptionForeground);
  }

  .kind .icon {
    width: 20px;
    height: 20px;
  }

  .words {
    min-width: 0;
  }

  .name {
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .details {
    color: var(--vscode-descriptionForeground);
    font-size: 0.92em;
    overflow-wrap: anywhere;
  }

  .actions {
    display: flex;
    flex: none;
    align-items: center;
    gap: 4px;
  }

  .progress {
    padding: 0 4px 6px 8px;
  }

  .actions .button {
    min-height: 22px;
    padding: 0 8px;
  }

  .failed {
    color: var(--vscode-errorForeground);
  }
`;

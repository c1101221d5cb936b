import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
  }

  .line {
    display: flex;
    align-items: flex-start;
    gap: 8px;
    margin: 0 12px;
    padding: 4px 0;
    color: var(--vscode-descriptionForeground);
  }

  .words {
    flex: 1 1 180px;
    min-width: 0;
    overflow-wrap: anywhere;
  }

  .rest {
    display: flex;
    flex: 1;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    min-width: 0;
  }

  .mark {
    padding-top: 2px;
  }

  .failed .mark {
    color: var(--vscode-errorForeground);
  }

  .waiting .mark {
    color: var(--vscode-editorWarning-foreground, var(--vscode-charts-yellow));
  }

  .failed .words {
    color: var(--vscode-foreground);
  }
`;

import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
  }

  .line {
    display: flex;
    align-items: center;
    gap: 6px;
  }

  progress {
    flex: 1;
    min-width: 0;
    height: 6px;
    overflow: hidden;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 3px;
    background: var(--vscode-textBlockQuote-background, transparent);
    appearance: none;
  }

  progress::-webkit-progress-bar {
    background: transparent;
  }

  progress::-webkit-progress-value {
    background: var(--vscode-progressBar-background, var(--vscode-focusBorder));
  }

  .paused progress::-webkit-progress-value {
    background: var(--vscode-descriptionForeground);
  }

  .words {
    color: var(--vscode-descriptionForeground);
    font-size: 0.92em;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
`;

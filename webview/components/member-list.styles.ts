import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    max-height: 30vh;
    overflow: auto;
    padding: 0 12px 8px;
  }

  ul {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 14px;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  li {
    display: flex;
    align-items: center;
    gap: 6px;
    max-width: 100%;
    min-height: 20px;
  }

  .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .note {
    flex: none;
    color: var(--vscode-descriptionForeground);
    font-size: 0.92em;
  }

  .dot {
    flex: none;
    width: 8px;
    height: 8px;
    border: 1.5px solid var(--vscode-descriptionForeground);
    border-radius: 50%;
  }

  .online .dot {
    border-color: var(--vscode-charts-green);
    background: var(--vscode-charts-green);
  }

  .away .dot {
    border-color: var(--vscode-charts-yellow);
  }

  .offline .name {
    color: var(--vscode-descriptionForeground);
  }
`;

import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    border-bottom: 1px solid var(--vscode-sideBarSectionHeader-border, var(--vscode-panel-border, transparent));
  }

  .bar {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 6px 8px 6px 12px;
  }

  .place {
    flex: 1;
    min-width: 0;
  }

  h1,
  .where {
    margin: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  h1 {
    font-size: 1em;
    font-weight: 600;
  }

  .where,
  .topic {
    color: var(--vscode-descriptionForeground);
    font-size: 0.92em;
  }

  .topic {
    /* A long one must not push the messages out: its title has all of it. */
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    margin: 0 12px 6px;
    overflow-wrap: anywhere;
  }

  .dot {
    display: inline-block;
    width: 7px;
    height: 7px;
    margin-inline-end: 4px;
    border: 1px solid currentColor;
    border-radius: 50%;
    vertical-align: 1px;
  }

  .online .dot {
    border-color: var(--vscode-charts-green);
    background: var(--vscode-charts-green);
  }

  .waiting .dot,
  .connecting .dot {
    border-color: var(--vscode-charts-yellow);
  }

  .failed .dot {
    border-color: var(--vscode-errorForeground);
    background: var(--vscode-errorForeground);
  }

  .people {
    display: inline-flex;
    flex: none;
    align-items: center;
    gap: 4px;
    min-height: 24px;
    padding: 0 4px;
    border: 0;
    border-radius: 5px;
    background: none;
  }

  .people:hover {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent);
  }

  .people:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }

  .people[aria-expanded='true'] .turn {
    transform: rotate(180deg);
  }
`;

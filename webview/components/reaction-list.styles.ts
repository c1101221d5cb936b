import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
  }

  ul {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin: 3px 0 2px;
    padding: 0;
    list-style: none;
  }

  li {
    min-width: 0;
    max-width: 100%;
  }

  bdi {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  button {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    max-width: 100%;
    min-height: 22px;
    padding: 0 6px;
    border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
    border-radius: 11px;
    overflow: hidden;
    background: var(--vscode-textBlockQuote-background);
    font-size: 0.92em;
  }

  button:hover {
    border-color: var(--vscode-focusBorder);
  }

  .own {
    border-color: var(--vscode-focusBorder);
    font-weight: 600;
  }

  .add {
    color: var(--vscode-descriptionForeground);
  }

  .add .icon {
    width: 14px;
    height: 14px;
  }
`;

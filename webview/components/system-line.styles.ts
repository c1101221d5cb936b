import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
  }

  p {
    margin: 4px 12px;
    padding-inline-start: 32px;
    color: var(--vscode-descriptionForeground);
    font-size: 0.92em;
    overflow-wrap: anywhere;
  }

  .gap {
    padding: 3px 0;
    border-block: 1px dashed var(--vscode-descriptionForeground);
    text-align: center;
  }
`;

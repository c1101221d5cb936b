import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
  }

  .text {
    display: block;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
    tab-size: 4;
    unicode-bidi: plaintext;
    user-select: text;
  }

  a {
    color: var(--vscode-textLink-foreground);
    text-decoration: underline;
    text-underline-offset: 2px;
  }

  a:hover {
    color: var(--vscode-textLink-activeForeground, var(--vscode-textLink-foreground));
  }

  .mark {
    color: var(--vscode-descriptionForeground);
    font-size: 0.85em;
  }

  .fold {
    margin-top: 2px;
  }
`;

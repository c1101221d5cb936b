import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
  }

  .frame {
    display: block;
    width: 100%;
    padding: 0;
    border: 0;
    border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
    background: none;
    text-align: start;
  }

  button.frame:focus-visible {
    outline-offset: -1px;
  }

  .frame > * {
    display: block;
    max-width: 100%;
    height: auto;
    margin: 0 auto;
  }

  rect {
    fill: var(--vscode-textBlockQuote-background);
  }
`;

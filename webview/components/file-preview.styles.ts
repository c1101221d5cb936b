import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
  }

  .frame {
    position: relative;
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

  svg {
    display: block;
    max-width: 100%;
    height: auto;
    margin: 0 auto;
  }

  img {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: contain;
  }

  rect {
    fill: var(--vscode-textBlockQuote-background, transparent);
  }

  button rect {
    fill: none;
  }
`;

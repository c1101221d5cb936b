import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
  }

  .frame {
    position: relative;
    border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
  }

  .frame:has(.play) {
    min-height: 36px;
  }

  .show {
    position: relative;
    display: block;
    width: 100%;
    padding: 0;
    border: 0;
    background: none;
    cursor: zoom-in;
  }

  .show:focus-visible {
    outline-offset: -1px;
  }

  svg:not(.icon) {
    display: block;
    max-width: 100%;
    height: auto;
    margin: 0 auto;
  }

  .show still-picture {
    position: absolute;
    inset: 0;
    display: block;
  }

  rect {
    fill: var(--vscode-textBlockQuote-background, transparent);
  }

  .show rect {
    fill: none;
  }

  .play {
    position: absolute;
    inset-block-end: 6px;
    inset-inline-end: 6px;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    background: var(--vscode-editorWidget-background, var(--vscode-editor-background));
  }
`;

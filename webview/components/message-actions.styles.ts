import { css } from 'lit';

export const styles = css`
  :host {
    position: absolute;
    z-index: 1;
    inset-block-start: -14px;
    inset-inline-end: 12px;
    display: block;
  }

  .bar {
    display: flex;
    padding: 1px;
    border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
    border-radius: 5px;
    background: var(--vscode-editorWidget-background, var(--vscode-editor-background));
    box-shadow: 0 1px 4px var(--vscode-widget-shadow, transparent);
  }

  .quick {
    font-size: 13px;
    line-height: 1;
  }
`;

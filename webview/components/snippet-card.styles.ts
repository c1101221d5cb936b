import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    max-width: 720px;
    border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
    border-radius: 4px;
    overflow: hidden;
  }

  figcaption {
    overflow: hidden;
    padding: 4px 8px;
    color: var(--vscode-descriptionForeground);
    background: var(--vscode-textBlockQuote-background);
    font-size: 0.92em;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  figure {
    margin: 0;
  }

  pre {
    max-height: 240px;
    margin: 0;
    padding: 6px 8px;
    overflow: auto;
    color: var(--vscode-editor-foreground);
    background: var(--vscode-editor-background);
    font-family: var(--vscode-editor-font-family);
    font-size: var(--vscode-editor-font-size);
    tab-size: 4;
  }
`;

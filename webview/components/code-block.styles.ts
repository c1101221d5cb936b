import { css } from 'lit';
import { codeColors } from './code-colors.styles.ts';

export const styles = [
  codeColors,
  css`
    :host {
      display: block;
      max-width: 720px;
      margin: 4px 0;
    }

    figure {
      position: relative;
      margin: 0;
      border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
      border-radius: 4px;
      overflow: hidden;
      color: var(--vscode-editor-foreground);
      background: var(--vscode-editor-background);
    }

    figcaption {
      display: flex;
      align-items: center;
      min-height: 24px;
      padding-inline-start: 8px;
      color: var(--vscode-descriptionForeground);
      font-size: 0.85em;
    }

    .language {
      flex: 1;
      min-width: 0;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }

    pre {
      max-height: 400px;
      margin: 0;
      padding: 0 8px 8px;
      overflow: auto;
      font-family: var(--vscode-editor-font-family);
      font-size: var(--vscode-editor-font-size);
      line-height: 1.4;
      tab-size: 4;
    }

    pre:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
      outline-offset: -1px;
    }

    code {
      font: inherit;
    }
  `,
];

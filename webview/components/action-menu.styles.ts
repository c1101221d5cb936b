import { css } from 'lit';

export const styles = css`
  :host {
    display: inline-flex;
  }

  .opener {
    anchor-name: --opener;
  }

  .menu {
    position: fixed;
    position-anchor: --opener;
    /* Its button may have been scrolled half out of the list. */
    position-visibility: always;
    inset: auto;
    position-area: block-end span-inline-start;
    position-try-fallbacks:
      flip-block,
      flip-inline,
      flip-block flip-inline;
    min-width: 160px;
    max-width: min(320px, 100vw);
    margin: 2px 0;
    padding: 4px;
    border: 1px solid var(--vscode-menu-border, var(--vscode-widget-border, var(--vscode-contrastBorder, transparent)));
    border-radius: 5px;
    color: var(--vscode-menu-foreground, var(--vscode-foreground));
    background: var(--vscode-menu-background, var(--vscode-editorWidget-background, var(--vscode-editor-background)));
    box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
  }

  .item {
    display: block;
    width: 100%;
    padding: 3px 10px;
    border: 0;
    border-radius: 3px;
    background: none;
    line-height: 18px;
    text-align: start;
  }

  .item:hover,
  .item:focus {
    color: var(--vscode-menu-selectionForeground, var(--vscode-foreground));
    background: var(--vscode-menu-selectionBackground, var(--vscode-list-hoverBackground));
    outline: 1px solid var(--vscode-menu-selectionBorder, transparent);
    outline-offset: -1px;
  }
`;

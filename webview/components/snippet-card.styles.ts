import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    max-width: 720px;
    margin: 4px 0;
  }

  .place {
    display: flex;
    align-items: center;
    gap: 4px;
    max-width: 100%;
    padding: 1px 4px 1px 0;
    border: 0;
    border-radius: 3px;
    color: var(--vscode-textLink-foreground);
    background: none;
    font-family: var(--vscode-editor-font-family);
    font-size: 0.92em;
  }

  .place:hover {
    color: var(--vscode-textLink-activeForeground, var(--vscode-textLink-foreground));
    text-decoration: underline;
  }

  .where {
    display: flex;
    min-width: 0;
    white-space: nowrap;
  }

  .where bdi {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .folded {
    max-height: 18lh;
    overflow: hidden;
    border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
  }

  .fold {
    margin-top: 2px;
    font-size: 0.92em;
  }
`;

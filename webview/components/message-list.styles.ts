import { css } from 'lit';

export const styles = css`
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
    min-height: 0;
  }

  .scroller {
    flex: 1;
    min-height: 0;
    overflow-x: hidden;
    overflow-y: auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
  }

  .content {
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
    min-height: 100%;
    padding-bottom: 10px;
  }

  .start {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-height: 32px;
    padding: 4px 12px;
    color: var(--vscode-descriptionForeground);
    font-size: 0.92em;
    text-align: center;
    overflow-wrap: anywhere;
  }

  .hello {
    flex: 1;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 4px;
    padding: 20px;
    color: var(--vscode-descriptionForeground);
    text-align: center;
    overflow-wrap: anywhere;
  }

  .hello .icon {
    width: 32px;
    height: 32px;
  }

  .day {
    display: flex;
    align-items: center;
    gap: 8px;
    margin: 12px 12px 2px;
    color: var(--vscode-descriptionForeground);
    font-size: 0.85em;
    font-weight: 600;
  }

  .day::before,
  .day::after {
    content: '';
    flex: 1;
    border-top: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, currentColor));
  }

  .new {
    display: flex;
    align-items: center;
    margin: 8px 12px 0;
    color: var(--vscode-errorForeground);
    font-size: 0.85em;
    font-weight: 600;
  }

  .new::before {
    content: '';
    flex: 1;
    border-top: 1px solid currentColor;
  }

  .new span {
    padding-inline-start: 8px;
  }

  .newest {
    position: absolute;
    inset-block-end: 8px;
    inset-inline-end: 16px;
    display: inline-flex;
    align-items: center;
    gap: 4px;
    min-width: 28px;
    min-height: 28px;
    padding: 0 6px;
    border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
    border-radius: 14px;
    color: var(--vscode-foreground);
    background: var(--vscode-editorWidget-background);
    box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
  }

  .newest.some {
    padding-inline-end: 10px;
    color: var(--vscode-button-foreground);
    background: var(--vscode-button-background, var(--vscode-editorWidget-background));
  }
`;

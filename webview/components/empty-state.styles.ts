import { css } from 'lit';

export const styles = css`
  :host {
    display: grid;
    place-items: center;
    min-height: 0;
    overflow: auto;
    padding: 20px;
  }

  .welcome {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 8px;
    width: 100%;
    max-width: 320px;
    text-align: center;
  }

  .picture {
    color: var(--vscode-descriptionForeground);
  }

  .picture .icon {
    width: 48px;
    height: 48px;
  }

  h1 {
    margin: 4px 0 0;
    font-size: 1.3em;
    font-weight: 600;
  }

  p {
    margin: 0;
    color: var(--vscode-descriptionForeground);
  }

  .actions {
    display: flex;
    flex-direction: column;
    align-self: stretch;
    gap: 8px;
    margin-top: 12px;
  }

  .actions .button {
    min-height: 28px;
  }
`;

import { css } from 'lit';

export const styles = css`
  .sheet {
    position: fixed;
    inset: 0;
    z-index: 10;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 8px;
    padding: 24px;
    border: 2px dashed var(--vscode-focusBorder);
    color: var(--vscode-foreground);
    background: color-mix(in srgb, var(--room-chat-page) 94%, transparent);
    text-align: center;
    pointer-events: none;
  }

  .sheet svg {
    width: 28px;
    height: 28px;
  }

  p {
    margin: 0;
    max-width: 32em;
    overflow-wrap: anywhere;
  }

  .what {
    font-size: 1.15em;
    font-weight: 600;
  }

  .hint {
    color: var(--vscode-descriptionForeground);
  }
`;

import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    height: 100%;
  }

  main {
    display: flex;
    flex-direction: column;
    box-sizing: border-box;
    width: 100%;
    height: 100%;
    min-width: 0;
    overflow: hidden;
  }

  room-header,
  notice-bar,
  connection-line,
  chat-composer {
    flex: none;
  }

  message-list,
  empty-state {
    flex: 1;
  }
`;

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

  .stage,
  empty-state {
    flex: 1;
  }

  .stage {
    position: relative;
    display: flex;
    flex-direction: column;
    min-height: 0;
  }

  message-list {
    flex: 1;
  }

  search-panel {
    position: absolute;
    z-index: 2;
    inset: 0;
  }
`;

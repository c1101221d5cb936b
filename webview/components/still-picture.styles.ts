import { css } from 'lit';

export const styles = css`
  :host {
    display: contents;
  }

  img,
  canvas {
    display: block;
    max-width: 100%;
    max-height: 100%;
    object-fit: contain;
  }

  .sized {
    max-width: none;
    max-height: none;
  }

  .filling {
    width: 100%;
    height: 100%;
  }
`;

/** A frame that takes longer than this is followed by a rest, in milliseconds. */
const LIGHT_MS = 8;
/** Longest rest, in milliseconds: what comes is not held up for longer. */
const MOST_REST_MS = 100;
/** A rest lasts this many times as long as the frame took. */
const REST_SHARE = 2;

/** Leaves time between costly frames in which nothing but what a person does is drawn, so that keys get through. */
export class FramePace {
  readonly #drawn = new MessageChannel();
  #began = 0;
  #restUntil = 0;

  constructor() {
    this.#drawn.port1.onmessage = () => {
      const now = performance.now();
      const tookMs = now - this.#began;
      this.#restUntil = tookMs > LIGHT_MS ? now + Math.min(MOST_REST_MS, tookMs * REST_SHARE) : 0;
    };
  }

  /** To be called in a frame, before anything is changed in it. */
  begin(): void {
    this.#began = performance.now();
    // A task that is queued within a frame runs once that frame is laid out and drawn.
    this.#drawn.port2.postMessage(undefined);
  }

  /** Resolves once the last frame has had its rest. */
  async rested(): Promise<void> {
    while (performance.now() < this.#restUntil) await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

import type { ReactiveController, ReactiveControllerHost } from 'lit';

const QUERY = '(prefers-reduced-motion: reduce)';

/** Tells an element whether less motion is wanted, by the system or by the editor's own setting. */
export class MotionPreference implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #query: MediaQueryList | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  get less(): boolean {
    return matchMedia(QUERY).matches || document.body.classList.contains('vscode-reduce-motion');
  }

  hostConnected(): void {
    this.#query = matchMedia(QUERY);
    this.#query.addEventListener('change', this.#changed);
  }

  hostDisconnected(): void {
    this.#query?.removeEventListener('change', this.#changed);
  }

  readonly #changed = (): void => this.#host.requestUpdate();
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from './clock.ts';
import type { FileRoutes } from './files/fileRoutes.ts';
import type { Metrics } from './metrics.ts';
import type { OriginRules } from './originRules.ts';
import { REQUEST_TIMEOUT_MS } from './protocol/limits.ts';
import type { MessageStore } from './store/messageStore.ts';

export interface HttpRoutesDeps {
  files: FileRoutes;
  metrics: Metrics;
  store: MessageStore;
  clock: Clock;
  /** Known once the server listens; until then nobody is let in. */
  rules: () => OriginRules | undefined;
  isClosing: () => boolean;
}

/** Of every answer: a browser that gets one all the same makes nothing of it, shows it to no page and keeps it nowhere. */
const SAFE_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
};

/** All that is asked by HTTP and is no WebSocket ([TR1], [AC1]). */
export class HttpRoutes {
  readonly #deps: HttpRoutesDeps;

  constructor(deps: HttpRoutesDeps) {
    this.#deps = deps;
  }

  serve(request: IncomingMessage, response: ServerResponse): void {
    const { rules, files, isClosing } = this.#deps;
    for (const [name, value] of Object.entries(SAFE_HEADERS)) response.setHeader(name, value);
    // What goes wrong with a socket is told by the request or response that it was for.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    if (rules()?.allows(request) !== true) {
      this.#bound(request);
      answer(response, 403, 'Forbidden.\n');
      return;
    }
    const path = pathOf(request);
    if (isClosing() && path !== '/healthz') {
      response.setHeader('Connection', 'close');
      answer(response, 503, 'The server is stopping.\n');
      return;
    }
    if (files.serve(request, response, path)) return;
    this.#bound(request);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      answer(response, 405, 'Method not allowed.\n');
      return;
    }
    switch (path) {
      case '/healthz':
        this.#health(response);
        return;
      case '/metrics': {
        const { metrics } = this.#deps;
        answer(response, 200, metrics.text(), metrics.contentType);
        return;
      }
      case '/':
        response.setHeader('Upgrade', 'websocket');
        answer(response, 426, 'This is a Room Chat server. Connect with a WebSocket.\n');
        return;
      default:
        answer(response, 404, 'Not found.\n');
    }
  }

  /** Uploads take as long as they take, so the server itself sets no such limit: all others have this one. */
  #bound(request: IncomingMessage): void {
    if (request.complete) return;
    const timer = this.#deps.clock.after(REQUEST_TIMEOUT_MS, () => {
      if (!request.complete) request.destroy();
    });
    request.on('end', () => timer.cancel());
    request.on('close', () => timer.cancel());
  }

  /** Healthy is who can write, so it does: a sync to the disk is part of the answer. */
  #health(response: ServerResponse): void {
    const { store, clock, isClosing } = this.#deps;
    if (isClosing()) {
      answer(response, 503, '{"status":"stopping"}\n', 'application/json');
      return;
    }
    store.submit('probe', { now: clock.now() }, (outcome) => {
      const body = outcome.ok ? { status: 'ok' } : { status: 'failing', code: outcome.error.code };
      answer(response, outcome.ok ? 200 : 503, `${JSON.stringify(body)}\n`, 'application/json');
    });
  }
}

/** Not by `URL`, which throws at some of what a request may ask for. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?')[0] ?? '/';
}

function answer(response: ServerResponse, status: number, body: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'Content-Type': type });
  response.end(body);
}

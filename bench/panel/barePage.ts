import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * The floor: a page of 200 plain rows, a name, a time and a text each, in a list that scrolls. Its script is given the
 * same snapshot by the same way as the panel's, and makes them without a library.
 */
const PAGE = `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Bare</title>
    <style>
      html, body, .scroller { height: 100%; margin: 0; }
      body { font: 13px system-ui, sans-serif; }
      .scroller { overflow: hidden auto; }
      .row { padding: 1px 12px; overflow-wrap: anywhere; }
      b { margin-right: 6px; }
    </style>
  </head>
  <body>
    <div class="scroller"></div>
    <script>
      const cell = (name, text) => {
        const element = document.createElement(name);
        element.textContent = text;
        return element;
      };
      window.addEventListener('message', ({ data }) => {
        if (data?.type !== 'snapshot') return;
        const scroller = document.querySelector('.scroller');
        for (const { from, time, text } of data.snapshot.entries) {
          const row = document.createElement('div');
          row.className = 'row';
          row.append(cell('b', from.name), cell('time', new Date(time).toLocaleTimeString()), cell('div', text));
          scroller.append(row);
        }
        scroller.scrollTop = scroller.scrollHeight;
      });
      window.dispatchEvent(new CustomEvent('posted', { detail: { type: 'ready' } }));
    </script>
  </body>
</html>`;

/** Serves the bare page. */
export class BareSite {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<BareSite> {
    const server = createServer((_, response) => {
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.end(PAGE);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new BareSite(server);
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../log.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { tokenHash } from '../random.ts';
import { ask } from '../store/ask.ts';
import type { Actor } from '../store/operations.ts';
import { createUpload } from './createUpload.ts';
import { deleteUpload } from './deleteUpload.ts';
import type { FileRequest, FilesDeps, UploadFileRequest } from './fileRequest.ts';
import { getFile, getThumbnail } from './getFile.ts';
import { headUpload } from './headUpload.ts';
import { asHttpError, refusal, sendError } from './httpError.ts';
import { patchUpload } from './patchUpload.ts';
import { CHECKSUM_ALGORITHMS, TUS_EXTENSIONS, TUS_VERSION } from './tusHeaders.ts';

type Handler = (deps: FilesDeps, request: UploadFileRequest) => Promise<void>;

interface Route {
  path: RegExp;
  /** By method. */
  verbs: Readonly<Record<string, Handler>>;
}

const ROUTES: readonly Route[] = [
  { path: /^\/files\/?$/u, verbs: { POST: (deps, request: FileRequest) => createUpload(deps, request) } },
  { path: /^\/uploads\/(?<id>[\w-]{1,64})$/u, verbs: { HEAD: headUpload, PATCH: patchUpload, DELETE: deleteUpload } },
  { path: /^\/files\/(?<id>[\w-]{1,64})$/u, verbs: { GET: getFile, HEAD: getFile } },
  { path: /^\/files\/(?<id>[\w-]{1,64})\/thumbnail$/u, verbs: { GET: getThumbnail, HEAD: getThumbnail } },
];

/** How long what is left of a refused request is still read, so that its client gets to see the refusal. */
const LINGER_MS = 5_000;

/** Files over HTTP: uploads by tus 1.0.0, downloads ([FL3], [FL4]). */
export class FileRoutes {
  readonly #deps: FilesDeps;
  readonly #log: Logger;

  constructor(deps: FilesDeps, log: Logger) {
    this.#deps = deps;
    this.#log = log;
  }

  /** @returns false where the path is not one of files; then nothing was done. */
  serve(request: IncomingMessage, response: ServerResponse, path: string): boolean {
    const route = ROUTES.find((candidate) => candidate.path.test(path));
    if (!route) return false;
    this.#answer(request, response, route, path).then(
      () => this.#linger(request, response),
      (error: unknown) => {
        this.#refuse(request, response, error);
      },
    );
    return true;
  }

  async #answer(request: IncomingMessage, response: ServerResponse, route: Route, path: string): Promise<void> {
    // Some proxies let only GET and POST through (tus 1.0.0, X-HTTP-Method-Override).
    const override = request.headers['x-http-method-override'];
    const method = request.method === 'POST' && typeof override === 'string' ? override : (request.method ?? '');
    if (method === 'OPTIONS') {
      this.#options(response, route);
      return;
    }
    const verb = Object.hasOwn(route.verbs, method) ? route.verbs[method] : undefined;
    if (!verb) {
      throw refusal(405, `This is no place for ${method}.`, { Allow: allowed(route) });
    }
    const actor = await this.#whoIs(request);
    const id = route.path.exec(path)?.groups?.['id'] ?? '';
    const ended = this.#deps.running.begin(actor, () => {
      request.destroy();
      response.destroy();
    });
    try {
      await verb(this.#deps, { request, response, actor, id });
    } finally {
      ended();
    }
  }

  #options(response: ServerResponse, route: Route): void {
    const { fileBytes } = this.#deps.limits;
    response.writeHead(204, {
      Allow: allowed(route),
      'Tus-Resumable': TUS_VERSION,
      'Tus-Version': TUS_VERSION,
      'Tus-Extension': TUS_EXTENSIONS,
      'Tus-Checksum-Algorithm': CHECKSUM_ALGORITHMS.join(','),
      ...(fileBytes > 0 && { 'Tus-Max-Size': String(fileBytes) }),
    });
    response.end();
  }

  /** @throws ProtocolError `bad_token`, `forbidden` */
  async #whoIs(request: IncomingMessage): Promise<Actor> {
    const token = /^Bearer (?<token>\S{1,256})$/iu.exec(request.headers.authorization ?? '')?.groups?.['token'];
    if (token === undefined) {
      throw new ProtocolError('bad_token', 'Files are for those who show a token: "Authorization: Bearer …".');
    }
    try {
      return await this.#whoHas(token);
    } catch (error) {
      if (error instanceof ProtocolError && error.code === 'bad_token') await this.#hold(request);
      throw error;
    }
  }

  async #whoHas(token: string): Promise<Actor> {
    const { store, clock, running, open } = this.#deps;
    for (;;) {
      const { revocations } = running;
      const actor = await ask(store, 'whoIs', { token: tokenHash(token), open, now: clock.now() });
      // What was asked before a right was taken may say what was true then.
      if (running.revocations === revocations) return actor;
    }
  }

  /** Lets who guesses wait ([LV6]). */
  async #hold(request: IncomingMessage): Promise<void> {
    const { clock, wrongToken } = this.#deps;
    const holdMs = wrongToken(request);
    if (holdMs > 0) await new Promise<void>((resolve) => clock.after(holdMs, resolve));
  }

  #refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const failure = asHttpError(error);
    const isOurs = failure.error.code === 'internal';
    if (response.destroyed || (request.destroyed && !request.complete)) {
      // A client that goes away in the middle is no mistake of ours.
      if (isOurs) this.#log.debug({ err: error }, 'transfer_cut');
      response.destroy();
      return;
    }
    if (isOurs) this.#log.error({ err: error }, 'file_request');
    if (!request.complete) response.setHeader('Connection', 'close');
    sendError(response, failure);
    this.#linger(request, response);
  }

  /** Reads on for a little where the answer came before the request's end; a reset would take the answer with it. */
  #linger(request: IncomingMessage, response: ServerResponse): void {
    if (request.complete || request.destroyed) {
      response.end();
      return;
    }
    const timer = this.#deps.clock.after(LINGER_MS, () => request.destroy());
    request.on('close', () => {
      timer.cancel();
      response.end();
    });
    request.on('error', () => undefined);
    request.resume();
  }
}

function allowed(route: Route): string {
  return ['OPTIONS', ...Object.keys(route.verbs)].join(', ');
}

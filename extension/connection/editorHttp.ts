import type nodeHttp from 'node:http';
import type nodeHttps from 'node:https';
import { createRequire } from 'node:module';

/*
 * The editor gives extensions modules for HTTP that go by its proxy and know the system's certificates, in the place of
 * Node's own, but only to those who require them by these names. The WebSocket does; so requests for files go the same way.
 */
const requireModule = createRequire(import.meta.url);

export const http = requireModule('http') as typeof nodeHttp;
export const https = requireModule('https') as typeof nodeHttps;

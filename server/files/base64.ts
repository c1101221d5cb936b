import { ProtocolError } from '../protocol/errors.ts';

/** Node decodes whatever it can; what does not come out the same was not Base64. @throws ProtocolError `bad_request` */
export function decodeBase64(data: string, what: string): Buffer {
  const bytes = Buffer.from(data, 'base64');
  if (bytes.toString('base64').replace(/=+$/u, '') !== data.replace(/=+$/u, '')) {
    throw new ProtocolError('bad_request', `${what} is standard Base64, padded or not.`);
  }
  return bytes;
}

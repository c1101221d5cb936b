import type { Introduction } from '../connection/introduction.ts';
import type { RoomTarget, TokenStore } from '../connection/roomSession.ts';
import type { Credentials } from '../credentials.ts';
import type { ServerPins } from './serverPins.ts';

/** With what a connection shows who this is, and by what it knows the server. */
interface AdmissionParts {
  tokens: TokenStore;
  pin: () => string | undefined;
  introduction: Introduction | undefined;
}

export type Admission = (target: Pick<RoomTarget, 'url' | 'name'>, introduction?: Introduction) => AdmissionParts;

/** A pin that a link names counts before the one that is kept, which it becomes once the connection was made. */
export function admissionBy(credentials: Credentials, pins: ServerPins): Admission {
  return ({ url, name }, introduction) => {
    const pin = introduction?.pin ?? pins.of(url);
    return { tokens: credentials.for({ url, name, pin }), pin: () => pin, introduction };
  };
}

import type { AccessMode } from './access.ts';
import { encodeFrame, type Frame } from './frame.ts';
import type { ServerLimits } from './protocol/limits.ts';
import { PROTOCOL_RANGE } from './protocol/version.ts';

const FEATURES = [
  ...['search', 'reactions', 'topics', 'read', 'transfers', 'thumbnails', 'files'],
  ...['identity', 'invites', 'moderation', 'direct'],
];

export interface HelloOptions {
  version: string;
  access: AccessMode;
  heartbeatMs: number;
  limits: ServerLimits;
  oidc?: { issuer: string; audience: string } | undefined;
  trustedHeader?: string | undefined;
}

/** What the server says first, the same to everybody ([GR1]). */
export function helloFrame(options: HelloOptions, epoch: string): Frame {
  const { version, access, heartbeatMs, limits, oidc, trustedHeader } = options;
  const identity = {
    ...(oidc && { issuer: oidc.issuer, audience: oidc.audience }),
    ...(trustedHeader !== undefined && { proxy: true }),
  };
  return encodeFrame(
    JSON.stringify({
      type: 'hello',
      protocol: PROTOCOL_RANGE,
      server: `room-chat/${version}`,
      epoch,
      access,
      heartbeatMs,
      limits,
      features: FEATURES,
      ...(Object.keys(identity).length > 0 && { identity }),
    }),
  );
}

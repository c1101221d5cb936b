import type { Access } from '../access.ts';
import type { AuditLog } from '../audit.ts';
import type { Clock } from '../clock.ts';
import { Expulsion } from '../expulsion.ts';
import { InlineFiles } from '../files/inlineFiles.ts';
import type { RunningRequests } from '../files/runningRequests.ts';
import type { OidcProvider } from '../oidcProvider.ts';
import type { ServerLimits } from '../protocol/limits.ts';
import type { Random } from '../random.ts';
import type { RoomRegistry } from '../roomRegistry.ts';
import type { Session } from '../session.ts';
import type { SessionRegistry } from '../sessionRegistry.ts';
import type { BlobStore } from '../store/blobStore.ts';
import type { MessageStore } from '../store/messageStore.ts';
import type { Change, FileQuotas } from '../store/operations.ts';
import type { WrongCredentials } from '../wrongCredentials.ts';
import { connectingVerbs } from './connecting.ts';
import { Entrance } from './entrance.ts';
import { identityVerbs } from './identity.ts';
import { membershipVerbs } from './membership.ts';
import { moderationVerbs } from './moderation.ts';
import { postingVerbs } from './posting.ts';
import { readingVerbs } from './reading.ts';
import { roomSettingsVerbs } from './roomSettings.ts';
import { Told } from './told.ts';
import type { Verbs } from './verb.ts';

export interface VerbTableDeps {
  access: Access;
  store: MessageStore;
  blobs: BlobStore;
  sessions: SessionRegistry;
  rooms: RoomRegistry;
  running: RunningRequests;
  audit: AuditLog;
  wrong: WrongCredentials;
  /** Of identities, where the server has one. */
  provider: OidcProvider | undefined;
  limits: ServerLimits;
  quotas: FileQuotas;
  clock: Clock;
  random: Random;
  /** Called when a session knows who it is. @returns false where that user has too many already */
  register: (session: Session) => boolean;
  /** Called for each event that was stored. */
  onEvent: (type: Change['type']) => void;
}

/** Every request that a client may send, and what answers it. */
export function verbTable(deps: VerbTableDeps): Verbs {
  const { sessions, rooms, running, access } = deps;
  const open = access.mode === 'open';
  const sessionsOf = (holder: string): Iterable<Session> => sessions.of(holder);
  const entrance = new Entrance({ ...deps, open, sessionsOf });
  const expulsion = new Expulsion(sessions, rooms, running);
  const told = new Told(sessions, rooms);
  const files = new InlineFiles(deps);
  return {
    ...connectingVerbs({ ...deps, entrance }),
    ...membershipVerbs({ ...deps, entrance, open, sessionsOf }),
    ...postingVerbs({ ...deps, files }),
    ...readingVerbs({ ...deps, files }),
    ...identityVerbs({ ...deps, expulsion }),
    ...moderationVerbs({ ...deps, expulsion, told, open }),
    ...roomSettingsVerbs({ ...deps, told }),
  };
}

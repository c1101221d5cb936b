/** Devices, invites, roles, and who may enter which room. */
export const IDENTITY = `
  ALTER TABLE users ADD COLUMN role TEXT NOT NULL DEFAULT 'member'; -- owner, member or guest, of the server
  ALTER TABLE users ADD COLUMN kicked INTEGER NOT NULL DEFAULT 0; -- needs a new invite, where invites are needed
  CREATE INDEX users_who_own ON users (id) WHERE role = 'owner';
  ALTER TABLE tokens ADD COLUMN device TEXT; -- of a registered user's token
  ALTER TABLE tokens ADD COLUMN label TEXT NOT NULL DEFAULT '';
  ALTER TABLE tokens ADD COLUMN created INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE tokens ADD COLUMN last_seen INTEGER; -- null: not shown yet
  UPDATE tokens SET device = 'd_' || lower(hex(randomblob(16))), last_seen = 0 WHERE lineage IS NULL;
  CREATE UNIQUE INDEX tokens_by_device ON tokens (device) WHERE device IS NOT NULL;
  CREATE INDEX tokens_by_user ON tokens (user);
  CREATE TABLE identities ( -- of providers and proxies
    issuer TEXT NOT NULL, subject TEXT NOT NULL, user TEXT NOT NULL, PRIMARY KEY (issuer, subject)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE invites (
    id TEXT PRIMARY KEY, hash BLOB NOT NULL UNIQUE,
    user TEXT, -- whose further device it brings; null: it brings people
    entry INTEGER NOT NULL, -- whether it lets new people into a server that takes invited ones only
    role TEXT NOT NULL, uses INTEGER NOT NULL, remaining INTEGER NOT NULL,
    created INTEGER NOT NULL, expires INTEGER NOT NULL,
    maker TEXT NOT NULL, maker_name TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX invites_by_maker ON invites (maker);
  CREATE TABLE invite_rooms (
    invite TEXT NOT NULL, room INTEGER NOT NULL, PRIMARY KEY (invite, room)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE redemptions (
    invite TEXT NOT NULL, holder TEXT NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (invite, holder)
  ) STRICT, WITHOUT ROWID;
  ALTER TABLE rooms ADD COLUMN visibility TEXT NOT NULL DEFAULT 'open'; -- open, invite or direct
  ALTER TABLE rooms ADD COLUMN approval INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE room_owners (
    room INTEGER NOT NULL, user TEXT NOT NULL, PRIMARY KEY (room, user)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE grants ( -- who may enter a room that is not open to all
    room INTEGER NOT NULL, holder TEXT NOT NULL, PRIMARY KEY (room, holder)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE knocks (
    room INTEGER NOT NULL, holder TEXT NOT NULL, user TEXT NOT NULL, name TEXT NOT NULL, guest INTEGER NOT NULL,
    time INTEGER NOT NULL, PRIMARY KEY (room, holder)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE restrictions (
    room INTEGER NOT NULL, -- 0: the whole server
    user TEXT NOT NULL, kind TEXT NOT NULL, -- ban or mute
    name TEXT NOT NULL, time INTEGER NOT NULL, maker TEXT NOT NULL, maker_name TEXT NOT NULL,
    PRIMARY KEY (user, kind, room)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX restrictions_by_room ON restrictions (room);
  CREATE TABLE directs ( -- rooms of two, both ways round
    holder TEXT NOT NULL, other TEXT NOT NULL, room INTEGER NOT NULL,
    other_id TEXT NOT NULL, other_name TEXT NOT NULL,
    PRIMARY KEY (holder, other)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX directs_by_room ON directs (room, holder);
`;

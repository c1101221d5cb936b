import type { DatabaseSync } from 'node:sqlite';
import { nameKey } from '../server/protocol/names.ts';
import { openDatabase } from '../server/store/database.ts';
import { makeDataFolder } from '../server/store/dataFolder.ts';
import { Engine } from '../server/store/engine.ts';
import type { Actor } from '../server/store/operations.ts';

/** Messages that one transaction stores while a corpus is made. */
const BATCH = 5_000;
const ROOMS = 20;
const AUTHORS = 50;
const SYLLABLES = [
  'ka',
  'ro',
  'min',
  'tel',
  'su',
  'vor',
  'an',
  'dex',
  'li',
  'pra',
  'gon',
  'shi',
  'bel',
  'ut',
  'ez',
  'nor',
];
const HAN = Array.from('数据库服务器消息历史文件房间网络测试构建发布错误修复代码提交分支合并');

/** Numbers of [0, 1) that are the same at every run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Words as a team uses them: few of 20,000 make up most of what is said. */
export function wordAt(rank: number): string {
  let word = '';
  for (let rest = rank + 16; rest > 0; rest = Math.floor(rest / 16)) word += SYLLABLES[rest % 16] ?? '';
  return word;
}

/** The rank of a word drawn as Zipf has it. */
export function drawRank(random: () => number): number {
  return Math.min(19_999, Math.floor(Math.exp(random() * Math.log(20_000))) - 1);
}

function sentence(random: () => number): string {
  if (random() < 0.05) {
    return Array.from({ length: 8 + Math.floor(random() * 20) }, () => HAN[Math.floor(random() * HAN.length)]).join('');
  }
  return Array.from({ length: 4 + Math.floor(random() * 20) }, () => wordAt(drawRank(random))).join(' ');
}

/**
 * Fills a new data folder with messages by the store's own operations, without the wire.
 *
 * @returns bytes of text that were stored
 */
export function makeCorpus(folder: string, messages: number): number {
  makeDataFolder(folder);
  const { database, epoch } = openDatabase(folder, false, 'e_bench');
  const engine = new Engine(database, epoch);
  const random = seeded(1);
  let bytes = 0;
  for (let room = 0; room < ROOMS; room += 1) enter(database, engine, room);
  for (let done = 0; done < messages; done += BATCH) {
    database.exec('BEGIN IMMEDIATE');
    for (let index = done; index < Math.min(messages, done + BATCH); index += 1) {
      const text = sentence(random);
      bytes += Buffer.byteLength(text);
      engine.handlers.append(
        {
          key: nameKey(roomName(Math.floor(random() * ROOMS))),
          actor: author(Math.floor(random() * AUTHORS)),
          clientId: `bench-${index}`,
          change: { type: 'message', text },
          now: 1_700_000_000_000 + index * 1_000,
        },
        true,
      );
    }
    engine.index(BATCH + ROOMS);
    database.exec('COMMIT');
  }
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
  return bytes;
}

export function roomName(index: number): string {
  return `room ${index}`;
}

export const ROOM_COUNT = ROOMS;

function enter(database: DatabaseSync, engine: Engine, room: number): void {
  database.exec('BEGIN IMMEDIATE');
  const name = roomName(room);
  engine.handlers.join({ room: name, key: nameKey(name), actor: author(0), open: true, now: 1_699_999_999_000 }, true);
  database.exec('COMMIT');
}

function author(index: number): Actor {
  return { id: `g_author${index}`, name: `Author ${index}`, guest: true, holder: `lineage${index}` };
}

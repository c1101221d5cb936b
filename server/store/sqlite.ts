import type { DatabaseSync, StatementSync } from 'node:sqlite';

type Sqlite = typeof import('node:sqlite');

/** Node's SQLite. Node 22 warns that it is experimental; that one warning is kept from the log, others are not. */
export function loadSqlite(): Sqlite {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = (warning: string | Error, ...rest: unknown[]): void => {
    if (String(warning).includes('SQLite is an experimental feature')) return;
    Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}

export type SqlValue = string | number | bigint | null | Uint8Array;

/**
 * A prepared statement whose parameters are bound by place. Numbered ones (`?2`) are written out as often as they occur:
 * the oldest Node that is promised takes them for named ones and skips them.
 */
class PlacedStatement {
  readonly statement: StatementSync;
  /** Which value goes where; absent where they go in their order. */
  readonly #order: readonly number[] | undefined;

  constructor(database: DatabaseSync, sql: string) {
    const order = Array.from(sql.matchAll(/\?(\d+)/gu), ([, number]) => Number(number) - 1);
    this.#order = order.length > 0 ? order : undefined;
    this.statement = database.prepare(this.#order ? sql.replaceAll(/\?\d+/gu, '?') : sql);
  }

  placed(values: SqlValue[]): SqlValue[] {
    return this.#order?.map((index) => values[index] ?? null) ?? values;
  }
}

/** A prepared statement whose rows are `Row`; the one place where SQLite's untyped rows get their type. */
export class Query<Row> {
  readonly #query: PlacedStatement;

  constructor(database: DatabaseSync, sql: string) {
    this.#query = new PlacedStatement(database, sql);
  }

  all(...values: SqlValue[]): Row[] {
    return this.#query.statement.all(...this.#query.placed(values)) as Row[];
  }

  get(...values: SqlValue[]): Row | undefined {
    return this.#query.statement.get(...this.#query.placed(values)) as Row | undefined;
  }

  iterate(...values: SqlValue[]): IterableIterator<Row> {
    return this.#query.statement.iterate(...this.#query.placed(values)) as IterableIterator<Row>;
  }
}

/** A prepared statement that changes data. */
export class Command {
  readonly #command: PlacedStatement;

  constructor(database: DatabaseSync, sql: string) {
    this.#command = new PlacedStatement(database, sql);
  }

  /** @returns the id of the row that an `INSERT` made, and how many rows changed. */
  run(...values: SqlValue[]): { rowId: number; changes: number } {
    const result = this.#command.statement.run(...this.#command.placed(values));
    return { rowId: Number(result.lastInsertRowid), changes: Number(result.changes) };
  }
}

/** How many rows this connection has changed since it was opened. */
export function totalChanges(database: DatabaseSync): Query<{ count: number }> {
  return new Query(database, 'SELECT total_changes() AS count');
}

/** Ends a transaction that failed. SQLite may have ended it itself, and Node tells that only from 22.16 on. */
export function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // There was none any more.
  }
}

const PRIMARY_CODES = { 5: 'busy', 8: 'readonly', 10: 'io', 11: 'corrupt', 13: 'full', 14: 'cantopen', 26: 'notadb' };

export type SqliteFault = (typeof PRIMARY_CODES)[keyof typeof PRIMARY_CODES];

/** What kind of storage fault `error` is; `undefined` for anything else. */
export function sqliteFault(error: unknown): SqliteFault | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  const primary = error.errcode & 0xff;
  return Object.hasOwn(PRIMARY_CODES, primary) ? PRIMARY_CODES[primary as keyof typeof PRIMARY_CODES] : undefined;
}

import { Inject, Injectable, Optional } from '@nestjs/common';
import {
  DataSource,
  type FindOptionsWhere,
  type InsertResult,
  type QueryDeepPartialEntity,
  QueryFailedError,
  QueryRunner,
  type Repository,
  type UpdateResult,
} from 'typeorm';
import { NO_AREA } from './ids.js';
import { errorForLog, LOG, type Log } from './logging.js';

/** The areas a piece of work acts for: their ids, or all of them and NO_AREA (worker sweeps, regional figures). */
export type AreaScope = readonly string[] | 'all';

/**
 * A TypeORM repository that works in one transaction: reading as TypeORM has it, and of writing what is one statement.
 * `save`, `upsert` and their like are left out: they read first, or write columns we may not (decision 0004).
 */
export type TxRepository<Row extends object> = Pick<
  Repository<Row>,
  | 'find'
  | 'findBy'
  | 'findOne'
  | 'findOneBy'
  | 'findOneByOrFail'
  | 'count'
  | 'countBy'
  | 'exists'
  | 'existsBy'
  | 'delete'
> & {
  /** One statement for one row or some; it names every column, with DEFAULT for what is left out. */
  insert(rows: Partial<Row> | Partial<Row>[]): Promise<InsertResult>;
  /** Sets the columns given. Throws for a condition that is undefined or null, and for no condition. */
  update(which: FindOptionsWhere<Row>, change: Partial<Row>): Promise<UpdateResult>;
};

/** One transaction. Every write of a lib takes it as its first argument. */
export class Tx {
  private readonly after: (() => Promise<void> | void)[] = [];

  constructor(
    private readonly runner: QueryRunner,
    readonly areas: AreaScope,
  ) {}

  /** The rows of an entity, as this transaction may see and write them. There is no repository outside a transaction. */
  repository<Row extends object>(entity: new () => Row): TxRepository<Row> {
    // TypeORM's own types take no `unknown` and no union inside a jsonb column; what it does with them is the same.
    return this.runner.manager.getRepository(entity) as unknown as TxRepository<Row>;
  }

  /** Inserts a row unless one with the same key is there (ON CONFLICT DO NOTHING); false where it is. */
  async insertNew<Row extends object>(entity: new () => Row, row: Partial<Row>): Promise<boolean> {
    const insert = this.runner.manager.createQueryBuilder().insert().into<Row>(entity).orIgnore();
    const { raw } = await insert
      .values(row as QueryDeepPartialEntity<Row>)
      .updateEntity(false)
      .returning('1')
      .execute();
    return (raw as unknown[]).length > 0;
  }

  /** Rows of a statement (also of INSERT/UPDATE/DELETE … RETURNING). */
  async query<T = Record<string, unknown>>(sql: string, params: unknown[] = []): Promise<T[]> {
    const result = await this.runner.query(sql, params, true);
    return (result.records ?? []) as T[];
  }

  /** First row, or undefined. */
  async one<T = Record<string, unknown>>(sql: string, params: unknown[] = []): Promise<T | undefined> {
    return (await this.query<T>(sql, params))[0];
  }

  /** Number of rows an INSERT, UPDATE or DELETE touched. */
  async execute(sql: string, params: unknown[] = []): Promise<number> {
    const result = await this.runner.query(sql, params, true);
    return result.affected ?? 0;
  }

  /**
   * Runs once the transaction has committed, in the order given. A failure there is logged and is no error of the work,
   * which is stored by then: what was to follow is found again by a sweep.
   */
  afterCommit(work: () => Promise<void> | void): void {
    this.after.push(work);
  }

  /** @internal */
  async runAfterCommit(log?: Log): Promise<void> {
    for (const work of this.after) {
      try {
        await work();
      } catch (error) {
        log?.warn({ err: errorForLog(error) }, 'what follows a commit failed; a sweep will do it');
      }
    }
  }
}

/** Whoever answers a SELECT: a transaction, or `Database.outsideWall`. */
export type Reads = Pick<Tx, 'query' | 'one'>;

/** The unit of work. Nothing else opens a transaction; outside one the wall shows no rows. */
@Injectable()
export class Database {
  constructor(
    readonly source: DataSource,
    @Optional() @Inject(LOG) private readonly log?: Log,
  ) {}

  /** A read-only transaction on the named areas. */
  read<T>(areas: AreaScope, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.run(areas, true, work);
  }

  /** A transaction on the named areas; committed when `work` resolves, else rolled back. */
  write<T>(areas: AreaScope, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.run(areas, false, work);
  }

  /**
   * Answers a SELECT on tables outside the wall in one round trip, a transaction of its own; refuses any other statement.
   * No area is named: behind the wall there are no rows.
   */
  get outsideWall(): Reads {
    return readsOf((sql, params) => this.source.query(sql, params));
  }

  /**
   * Calls a function of the database in one round trip, a transaction of its own. For the few places where three more would
   * be felt: the function takes the areas first and sets them itself. Answers its rows' only column.
   */
  async call<T>(name: string, areas: readonly string[], args: readonly unknown[]): Promise<T[]> {
    const rows: { answer: T }[] = await this.source.query(callOf(name, args), [areas.join(','), ...args]);
    return rows.map((row) => row.answer);
  }

  private async run<T>(areas: AreaScope, readOnly: boolean, work: (tx: Tx) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    const tx = new Tx(runner, areas);
    let result: T;
    try {
      await runner.startTransaction();
      await setAreas(runner, areas, readOnly);
      result = await work(tx);
      await runner.commitTransaction();
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
    await tx.runAfterCommit(this.log);
    return result;
  }
}

/** `Reads` of whatever answers the rows of a statement. Such a statement is no READ ONLY transaction: it has to be a SELECT. */
export const readsOf = (rows: (sql: string, params: unknown[]) => Promise<unknown[]>): Reads => {
  const query: Reads['query'] = async <T>(sql: string, params: unknown[] = []) => {
    if (!/^\s*SELECT\b/.test(sql)) throw new Error('Only a SELECT is read outside a transaction');
    return (await rows(sql, params)) as T[];
  };
  return { query, one: async <T>(sql: string, params?: unknown[]) => (await query<T>(sql, params))[0] };
};

/** The statement that calls a function of the database with the areas and these arguments. */
export const callOf = (name: string, args: readonly unknown[]): string =>
  `SELECT ${name}(${['', ...args].map((_, i) => `$${i + 1}`).join(', ')}) AS answer`;

/** Names the areas for the wall, for this transaction only (access.md: "No setting, no rows"). */
export async function setAreas(runner: QueryRunner, areas: AreaScope, readOnly = false): Promise<void> {
  const names =
    areas === 'all'
      ? `concat_ws(',', '${NO_AREA}', (SELECT string_agg(id::text, ',') FROM area))`
      : '$2::text';
  await runner.query(
    `SELECT set_config('transaction_read_only', $1, true), set_config('app.areas', ${names}, true)`,
    areas === 'all' ? [readOnly ? 'on' : 'off'] : [readOnly ? 'on' : 'off', areas.join(',')],
  );
}

/** SQLSTATE of a database error, e.g. `23505` (unique), `55P03` (lock timeout); undefined for anything else. */
export const sqlState = (error: unknown): string | undefined =>
  error instanceof QueryFailedError ? (error.driverError as { code?: string }).code : undefined;

/** Name of the constraint a database error is about. */
export const constraintOf = (error: unknown): string | undefined =>
  error instanceof QueryFailedError ? (error.driverError as { constraint?: string }).constraint : undefined;

/** errno and SQLSTATE of a connection that could not be had or was cut (PostgreSQL, appendix A; 53300: no more connections). */
const GONE =
  /^(08\w{3}|57P0[1-5]|53300|ECONN\w+|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE)$/;
/** What the driver says without a code. */
const CUT =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** The code of an error that means: the database (or the queue) does not answer just now; undefined for any other error. */
export function connectionErrorCode(error: unknown): string | undefined {
  const driver = error instanceof QueryFailedError ? error.driverError : error;
  const { code, message, errors } = (driver ?? {}) as {
    code?: unknown;
    message?: unknown;
    errors?: { code?: unknown }[];
  };
  // One error for each address of a host that was tried.
  const said = code ?? errors?.[0]?.code;
  if (typeof said === 'string') return GONE.test(said) ? said : undefined;
  return driver instanceof Error && CUT.test(String(message)) ? 'cut' : undefined;
}

import type { Tx } from '../database.js';

/** Where the time of a record stands: what happened before `before`, and stood so by `known`, is due. */
export interface Cutoff {
  /** null: the installation. */
  areaId: string | null;
  before: Date;
  /** Rows written later than this were not announced. */
  known: Date;
  now: Date;
}

/** What a record's time being over does to one table: one statement, in batches. */
export interface RetentionStep {
  table: string;
  /** How many rows are due. */
  count(tx: Tx, cutoff: Cutoff): Promise<number>;
  /** Does it to at most so many rows that nobody else has in hand; answers to how many. */
  take(tx: Tx, cutoff: Cutoff, limit: number): Promise<number>;
}

interface StepWords {
  table: string;
  /** Columns that tell its rows apart; default: `id`. */
  key?: readonly string[];
  /**
   * SQL on its row `t`, with `:area`, `:before`, `:known` and `:now`. It has to be false of a row it was done to, or a run
   * would find it for ever.
   */
  due: string | (() => string);
  /** What a row becomes, as SQL after SET; none: it goes. */
  set?: string;
  /** false: rows are not locked first, which takes a right to change them that the program has not. */
  lock?: false;
}

/** A step in words of SQL. Rows of an area's table are of that area, whatever `due` says. */
export function retentionStep({ table, key = ['id'], due, set, lock }: StepWords): RetentionStep {
  const condition = ({ areaId }: Cutoff) =>
    `${areaId === null ? '' : 't.area_id = :area AND '}(${typeof due === 'string' ? due : due()})`;
  const keys = (of: string) => key.map((column) => `${of}.${column}`).join(', ');
  const found = key.map((column) => `t.${column} = due.${column}`).join(' AND ');
  return {
    table,
    async count(tx, cutoff) {
      const sql = `SELECT count(*)::int AS n FROM ${table} t WHERE ${condition(cutoff)}`;
      return (await tx.one<{ n: number }>(...bound(sql, cutoff)))!.n;
    },
    take(tx, cutoff, limit) {
      const rows = `WITH due AS MATERIALIZED (
          SELECT ${keys('t')} FROM ${table} t WHERE ${condition(cutoff)} LIMIT ${limit} ${lock === false ? '' : 'FOR UPDATE OF t SKIP LOCKED'}
        )`;
      const sql = set
        ? `${rows} UPDATE ${table} t SET ${set} FROM due WHERE ${found}`
        : `${rows} DELETE FROM ${table} t USING due WHERE ${found}`;
      return tx.execute(...bound(sql, cutoff));
    },
  };
}

const TYPES = { area: 'uuid', before: 'timestamptz', known: 'timestamptz', now: 'timestamptz' } as const;

/** SQL with `:before` and its like as PostgreSQL takes it, and the values. */
export function bound(sql: string, cutoff: Cutoff): [sql: string, params: unknown[]] {
  const values = { area: cutoff.areaId, before: cutoff.before, known: cutoff.known, now: cutoff.now };
  const params: unknown[] = [];
  const places = new Map<string, number>();
  const text = sql.replace(/(?<!:):(area|before|known|now)\b/g, (_, name: keyof typeof TYPES) => {
    if (!places.has(name)) places.set(name, params.push(values[name]));
    return `$${places.get(name)}::${TYPES[name]}`;
  });
  return [text, params];
}

const traces = { contact: new Set<string>(), person: new Set<string>() };

/**
 * Says where somebody leaves a trace, for libs below that keep the person: SQL of a SELECT that finds a row while the
 * person is still needed. Of a `contact` on its row `t` with `:before`, of a `person` on the row `k` of person_key.
 */
export function leavesTrace(of: keyof typeof traces, select: string): void {
  traces[of].add(select);
}

/** SQL that is true where no trace is left. */
export const noTrace = (of: keyof typeof traces): string =>
  [...traces[of]].map((select) => `NOT EXISTS (${select})`).join(' AND ') || 'true';

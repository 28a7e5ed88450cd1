import type { Actor } from '../actor.js';
import type { Tx } from '../database.js';
import type { FactRow } from './fact.entity.js';

/** What happened to an employer, as it was written down. */
export interface EmployerFact {
  id: string;
  kind: string;
  contactId: string | null;
  subject: string | null;
  at: Date;
  actor: Actor;
  /** The fact it replaces or, with `data.void`, takes away. */
  corrects: string | null;
  data: Record<string, unknown>;
}

/** The same as a timeline shows it: those of one act are one. */
export interface TimelineFact extends EmployerFact {
  times: number;
}

const columns = 'id, kind, contact_id AS "contactId", subject, happened_at AS at, actor, corrects, data';

/** Writes facts in one statement, as one is written for each row of a list. */
export async function insertFacts(
  tx: Tx,
  facts: readonly Omit<FactRow, 'xid' | 'position'>[],
): Promise<void> {
  await tx.execute(
    `INSERT INTO fact (id, area_id, kind, employer_id, contact_id, subject, happened_at, recorded_at, actor, corrects, data)
     SELECT id, "areaId", kind, "employerId", "contactId", subject, "happenedAt", "recordedAt", actor, corrects, data
       FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, "areaId" uuid, kind text, "employerId" uuid, "contactId" uuid,
            subject text, "happenedAt" timestamptz, "recordedAt" timestamptz, actor jsonb, corrects uuid, data jsonb)`,
    [JSON.stringify(facts)],
  );
}

/** What people did together: facts of one act (`data.act`) are one line of a timeline. */
const ACT = `coalesce(data->>'act', id::text)`;

/** A kind, and of a contact its channel: `employers.contacted:mail`. */
const SAID = `kind || coalesce(':' || (data->>'channel'), '')`;

/**
 * Facts of an employer, the newest first; `prefixes` (`employers.`, `employers.contacted:mail` …) narrow the kinds. Facts of one
 * act come as the first of them, with how many there are as `times`.
 */
export async function employerFacts(
  tx: Tx,
  areaId: string,
  employerId: string,
  options: { prefixes?: string[]; limit?: number; offset?: number } = {},
): Promise<{ facts: TimelineFact[]; total: number }> {
  const where = `area_id = $1 AND employer_id = $2
      AND ($3::text[] IS NULL OR EXISTS (SELECT 1 FROM unnest($3::text[]) p WHERE starts_with(${SAID}, p)))`;
  const params = [areaId, employerId, options.prefixes?.length ? options.prefixes : null];
  const facts = await tx.query<TimelineFact>(
    `SELECT ${columns}, times FROM (
       SELECT *, (count(*) OVER acts)::int AS times, row_number() OVER (acts ORDER BY id) AS nth
         FROM fact WHERE ${where} WINDOW acts AS (PARTITION BY ${ACT})
     ) f WHERE nth = 1 ORDER BY happened_at DESC, id DESC LIMIT $4 OFFSET $5`,
    [...params, options.limit ?? 20, options.offset ?? 0],
  );
  const total = await tx.one<{ n: number }>(
    `SELECT count(DISTINCT ${ACT})::int AS n FROM fact WHERE ${where}`,
    params,
  );
  return { facts, total: total!.n };
}

/** The fact of a kind that was written down last about an employer. */
export const latestFact = (
  tx: Tx,
  areaId: string,
  employerId: string,
  kind: string,
): Promise<EmployerFact | undefined> =>
  tx.one<EmployerFact>(
    `SELECT ${columns} FROM fact WHERE area_id = $1 AND employer_id = $2 AND kind = $3
      ORDER BY recorded_at DESC, id DESC LIMIT 1`,
    [areaId, employerId, kind],
  );

/** Facts about one subject, e.g. `task:<id>`, the latest first. Only for kinds of subject that have an index. */
export const subjectFacts = (
  tx: Tx,
  areaId: string,
  subject: `task:${string}`,
  limit = 50,
): Promise<TimelineFact[]> =>
  tx.query<TimelineFact>(
    `SELECT ${columns}, 1 AS times FROM fact WHERE area_id = $1 AND subject = $2 AND starts_with(subject, 'task:')
      ORDER BY happened_at DESC, id DESC LIMIT $3`,
    [areaId, subject, limit],
  );

/** The fact of a kind about one subject of an employer that stands: the latest that no other replaced or took away. */
export const standingFact = (
  tx: Tx,
  areaId: string,
  which: { employerId: string; kind: string; subject: string },
): Promise<EmployerFact | undefined> =>
  tx.one<EmployerFact>(
    `SELECT ${columns} FROM fact f
      WHERE area_id = $1 AND employer_id = $2 AND kind = $3 AND subject = $4 AND NOT data @> '{"void": true}'
        AND NOT EXISTS (SELECT FROM fact c WHERE c.area_id = $1 AND c.employer_id = $2 AND c.corrects = f.id)
      ORDER BY recorded_at DESC, id DESC LIMIT 1`,
    [areaId, which.employerId, which.kind, which.subject],
  );

/** A fact that has its position, as a subscriber gets it. */
export interface StoredFact extends EmployerFact {
  areaId: string;
  employerId: string | null;
  /** Counts up with every fact; as text, for it may pass what a number holds. */
  position: string;
}

const STORED = `${columns}, area_id AS "areaId", employer_id AS "employerId", position`;

/**
 * Gives positions to facts of all areas, at most `limit`, in the order in which their transactions began to write; answers
 * how many, and whether facts of these kinds are left without. Only facts below the oldest transaction that still writes:
 * whatever commits later stands behind them, so that nobody who reads by position passes one over (reporting.md, section
 * 3). A transaction number that is not given out yet is one of the cluster this database was dumped from: such a fact has
 * committed.
 */
export async function numberFacts(
  tx: Tx,
  limit: number,
  kinds: readonly string[],
): Promise<{ numbered: number; left: boolean }> {
  // Another worker waits here; the statement after this one sees what the first has numbered.
  await tx.query('SELECT position FROM fact_counter FOR UPDATE');
  const row = await tx.one<{ numbered: number }>(
    `WITH borders AS (
       SELECT pg_snapshot_xmin(s)::text::bigint AS oldest, pg_snapshot_xmax(s)::text::bigint AS next
         FROM pg_current_snapshot() AS s
     ), due AS (
       SELECT id, row_number() OVER (ORDER BY xid >= next DESC, xid, recorded_at, id) AS n
         FROM borders, (
           (SELECT id, xid, recorded_at FROM fact WHERE position IS NULL AND xid >= (SELECT next FROM borders)
             ORDER BY xid, recorded_at, id LIMIT $1)
           UNION ALL
           (SELECT id, xid, recorded_at FROM fact WHERE position IS NULL AND xid < (SELECT oldest FROM borders)
             ORDER BY xid, recorded_at, id LIMIT $1)
         ) AS waiting
        ORDER BY n LIMIT $1
     ), numbered AS (
       UPDATE fact f SET position = c.position + due.n FROM due, fact_counter c WHERE f.id = due.id RETURNING f.id
     )
     UPDATE fact_counter SET position = position + (SELECT count(*) FROM numbered)
     RETURNING (SELECT count(*)::int FROM numbered) AS numbered`,
    [limit],
  );
  const rest = await tx.one<{ left: boolean }>(
    'SELECT EXISTS (SELECT FROM fact WHERE position IS NULL AND kind = ANY ($1)) AS left',
    [kinds],
  );
  return { numbered: row!.numbered, left: rest!.left };
}

/** Lets subscribers that have no cursor yet begin with the first fact. */
export const openCursors = (tx: Tx, subscribers: readonly string[]): Promise<number> =>
  tx.execute(
    `INSERT INTO fact_cursor (subscriber, position) SELECT s, 0 FROM unnest($1::text[]) AS s
      WHERE NOT EXISTS (SELECT FROM fact_cursor c WHERE c.subscriber = s) ORDER BY s ON CONFLICT (subscriber) DO NOTHING`,
    [subscribers],
  );

/** Where a subscriber stands and the facts after that, in their order; nothing while it waits for its next try. */
export async function factsAfterCursor(
  tx: Tx,
  subscriber: string,
  kinds: readonly string[],
  now: Date,
  limit: number,
): Promise<{ cursor: string; last: string; facts: StoredFact[] } | undefined> {
  // Before the facts are read: what is numbered meanwhile is above it.
  const at = await tx.one<{ cursor: string; last: string }>(
    `SELECT s.position AS cursor, c.position AS last FROM fact_counter c, fact_cursor s
      WHERE s.subscriber = $1 AND (s.retry_at IS NULL OR s.retry_at <= $2)`,
    [subscriber, now],
  );
  if (!at) return undefined;
  const facts = await tx.query<StoredFact>(
    `SELECT ${STORED} FROM fact WHERE position > $1 AND position <= $2 AND kind = ANY ($3) ORDER BY position LIMIT $4`,
    [at.cursor, at.last, kinds, limit],
  );
  return { ...at, facts };
}

/** One fact by id, in whatever area the transaction names. */
export const storedFact = (tx: Tx, id: string): Promise<StoredFact | undefined> =>
  tx.one<StoredFact>(`SELECT ${STORED} FROM fact WHERE id = $1 AND position IS NOT NULL`, [id]);

/** Moves a subscriber's cursor on from where it was seen; false where somebody else has moved it, or is about to. */
export async function moveCursor(tx: Tx, subscriber: string, from: string, to: string): Promise<boolean> {
  const moved = await tx.execute(
    `UPDATE fact_cursor SET position = $3, tries = 0, retry_at = NULL
      WHERE subscriber = (SELECT subscriber FROM fact_cursor WHERE subscriber = $1 AND position = $2 FOR UPDATE SKIP LOCKED)`,
    [subscriber, from, to],
  );
  return moved > 0;
}

/** Notes that the fact after a cursor could not be followed; answers how often by now, undefined: the cursor moved on. */
export async function noteFailure(
  tx: Tx,
  subscriber: string,
  at: string,
  retryAt: (tries: number) => Date,
): Promise<number | undefined> {
  const known = await tx.one<{ tries: number }>(
    'SELECT tries FROM fact_cursor WHERE subscriber = $1 AND position = $2 FOR UPDATE',
    [subscriber, at],
  );
  if (!known) return undefined;
  const tries = known.tries + 1;
  await tx.execute('UPDATE fact_cursor SET tries = $2, retry_at = $3 WHERE subscriber = $1', [
    subscriber,
    tries,
    retryAt(tries),
  ]);
  return tries;
}

/** How many facts have no position yet, the last position, and where each cursor stands. */
export async function factLag(
  tx: Tx,
): Promise<{ unnumbered: number; last: number; cursors: Map<string, number> }> {
  const row = await tx.one<{ n: number; last: string }>(
    'SELECT (SELECT count(*)::int FROM fact WHERE position IS NULL) AS n, position AS last FROM fact_counter',
  );
  const cursors = await tx.query<{ subscriber: string; position: string }>(
    'SELECT subscriber, position FROM fact_cursor',
  );
  return {
    unnumbered: row!.n,
    last: Number(row!.last),
    cursors: new Map(cursors.map(({ subscriber, position }) => [subscriber, Number(position)])),
  };
}

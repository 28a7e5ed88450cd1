import type { Tx } from '#platform';
import type { ImportRun } from './import-run.entity.js';
import type { Changes } from './merge.rules.js';

type RunKey = Pick<ImportRun, 'areaId' | 'id'>;

/** Locks the employers a run made, so that nobody begins to use one while it is being judged. */
export const lockEmployersOf = (tx: Tx, run: RunKey): Promise<unknown> =>
  tx.query('SELECT id FROM employer WHERE area_id = $1 AND import_run_id = $2 ORDER BY id FOR UPDATE', [
    run.areaId,
    run.id,
  ]);

/** How many employers a run made and how many it changed. */
export async function countOfRun(tx: Tx, run: RunKey): Promise<{ made: number; changed: number }> {
  const row = await tx.one<{ made: string; changed: string }>(
    `SELECT (SELECT count(*) FROM employer WHERE area_id = $1 AND import_run_id = $2) AS made,
            (SELECT count(*) FROM import_row
              WHERE area_id = $1 AND run_id = $2 AND verdict = 'match' AND changes IS NOT NULL) AS changed`,
    [run.areaId, run.id],
  );
  return { made: Number(row!.made), changed: Number(row!.changed) };
}

/** Rows after a line that changed an employer, with what it held and what the row said. */
export const changesAfter = (
  tx: Tx,
  run: RunKey,
  line: number,
  limit: number,
): Promise<{ line: number; employerId: string; changes: Changes }[]> =>
  tx.query(
    `SELECT line, employer_id AS "employerId", changes FROM import_row
      WHERE area_id = $1 AND run_id = $2 AND line > $3 AND verdict = 'match' AND changes IS NOT NULL ORDER BY line LIMIT $4`,
    [run.areaId, run.id, line, limit],
  );

/**
 * New employers of a run that something has happened to since, with the kinds of facts and the tables that say so.
 * Looks at the facts and, so that no part of the program can be forgotten, at every table that refers to an employer or
 * a contact (the database's own list of them).
 */
export async function usesOfRun(tx: Tx, run: RunKey): Promise<Map<string, Set<string>>> {
  const mine = 'SELECT id FROM employer WHERE area_id = $1 AND import_run_id = $2';
  const used = new Map<string, Set<string>>();
  const note = (rows: { id: string; what: string }[]) => {
    for (const { id, what } of rows) used.set(id, (used.get(id) ?? new Set()).add(what));
  };
  // By their ids: of a list that has just come in the planner knows nothing, and joins each employer with all facts.
  const made = await tx.query<{ id: string }>(mine, [run.areaId, run.id]);
  note(
    await tx.query(
      `SELECT DISTINCT employer_id AS id, kind AS what FROM fact
        WHERE area_id = $1 AND employer_id = ANY ($3::uuid[]) AND data->>'runId' IS DISTINCT FROM $2::text`,
      [run.areaId, run.id, made.map(({ id }) => id)],
    ),
  );
  for (const { table, column } of await references(tx, 'employer')) {
    const own = table === 'contact' ? 'AND import_run_id IS DISTINCT FROM $2' : '';
    note(
      await tx.query(
        `SELECT DISTINCT ${column} AS id, '${table}' AS what FROM ${table} WHERE area_id = $1 AND ${column} IN (${mine}) ${own}`,
        [run.areaId, run.id],
      ),
    );
  }
  for (const { table, column } of await references(tx, 'contact'))
    note(
      await tx.query(
        `SELECT DISTINCT c.employer_id AS id, '${table}' AS what FROM ${table} t JOIN contact c ON c.area_id = t.area_id AND c.id = t.${column}
          WHERE t.area_id = $1 AND c.employer_id IN (${mine})`,
        [run.areaId, run.id],
      ),
    );
  return used;
}

/** Columns that refer to the id of a table. Names come from the catalogue, so they are safe to put into SQL. */
const references = (tx: Tx, to: 'employer' | 'contact'): Promise<{ table: string; column: string }[]> =>
  tx.query(
    `SELECT DISTINCT c.conrelid::regclass::text AS "table", quote_ident(a.attname) AS "column"
       FROM pg_constraint c
       CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS k(here, there)
       JOIN pg_attribute there ON there.attrelid = c.confrelid AND there.attnum = k.there AND there.attname = 'id'
       JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.here
      WHERE c.contype = 'f' AND c.confrelid = $1::regclass AND has_table_privilege(c.conrelid, 'SELECT')`,
    [to],
  );

/** What a run wrote down of these employers: that they were added, or changed. */
export const factsOfRun = (
  tx: Tx,
  run: RunKey,
  employerIds: readonly string[],
): Promise<{ id: string; employerId: string; kind: string; data: Record<string, unknown> }[]> =>
  tx.query(
    `SELECT id, employer_id AS "employerId", kind, data FROM fact
      WHERE area_id = $1 AND employer_id = ANY ($3::uuid[]) AND subject = 'import:' || $2::text AND corrects IS NULL`,
    [run.areaId, run.id, employerIds],
  );

/**
 * Deletes the employers of a run but those that stay, with the contacts it brought that nothing refers to; answers the
 * ids of the employers.
 */
export async function removeOfRun(tx: Tx, run: RunKey, staying: string[]): Promise<string[]> {
  const contactRefs = await references(tx, 'contact');
  const unused = contactRefs
    .map(
      ({ table, column }) =>
        `AND NOT EXISTS (SELECT 1 FROM ${table} t WHERE t.area_id = $1 AND t.${column} = c.id)`,
    )
    .join(' ');
  await tx.execute(
    `DELETE FROM contact c WHERE c.area_id = $1 AND c.import_run_id = $2 AND c.employer_id <> ALL ($3::uuid[]) ${unused}`,
    [run.areaId, run.id, staying],
  );
  const gone = await tx.query<{ id: string }>(
    'DELETE FROM employer WHERE area_id = $1 AND import_run_id = $2 AND id <> ALL ($3::uuid[]) RETURNING id',
    [run.areaId, run.id, staying],
  );
  return gone.map(({ id }) => id);
}

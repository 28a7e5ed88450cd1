import { In } from 'typeorm';
import { columnsOf, type KeysetList, keyset, type ListPage, type PagePlace, type Tx } from '#platform';
import { ImportRow } from './import-row.entity.js';
import type { SourceRow } from './import-row.rules.js';
import { ImportRun } from './import-run.entity.js';

const runColumns = columnsOf(ImportRun);
const rowColumns = columnsOf(ImportRow).except(['areaId', 'runId']);

export type StoredRow = Omit<ImportRow, 'areaId' | 'runId'>;
export type Decision = Pick<
  ImportRow,
  'line' | 'verdict' | 'problems' | 'doubtful' | 'employerId' | 'duplicateOf' | 'candidateIds' | 'changes'
>;

/** One list at a time an area, so that two do not make the same employer. */
export const lockImports = (tx: Tx, areaId: string): Promise<unknown> =>
  tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`employers.import ${areaId}`]);

export const insertRun = (tx: Tx, run: ImportRun): Promise<unknown> => tx.repository(ImportRun).insert(run);

/** One run, whichever of the named areas it is in. */
export const findRun = (tx: Tx, id: string, lock = false): Promise<ImportRun | null> =>
  tx.repository(ImportRun).findOne({ where: { id }, ...(lock && { lock: { mode: 'pessimistic_write' } }) });

/** The runs of these ids in one area. */
export const findRuns = (tx: Tx, areaId: string, ids: readonly string[]): Promise<ImportRun[]> =>
  tx.repository(ImportRun).findBy({ areaId, id: In([...ids]) });

/** Notes that a confirmed run is begun; the how manieth time that is, undefined when it is not waiting. */
export const beginTry = async (tx: Tx, areaId: string, id: string): Promise<number | undefined> =>
  (
    await tx.one<{ tries: number }>(
      `UPDATE import_run SET tries = tries + 1 WHERE area_id = $1 AND id = $2 AND state = 'running' RETURNING tries`,
      [areaId, id],
    )
  )?.tries;

const byAge: KeysetList = { sort: { sql: 'created_at', type: 'timestamptz', way: 'DESC' } };

/** One page of the runs of an area, the latest first. */
export async function listRuns(
  tx: Tx,
  areaId: string,
  place: PagePlace,
  limit: number,
): Promise<ListPage<ImportRun>> {
  const params: unknown[] = [areaId];
  const read = keyset(byAge, place, limit, params);
  return read.page(
    await tx.query<ImportRun & { place: [string, string] }>(
      `SELECT ${runColumns.selected()}, ${read.column} FROM import_run WHERE area_id = $1 ${read.where}
        ORDER BY ${read.order} LIMIT ${read.limit}`,
      params,
    ),
  );
}

/** Runs that were confirmed before an instant and are not done: their job was lost or its worker died. */
export const waitingRuns = (tx: Tx, before: Date): Promise<{ id: string; areaId: string }[]> =>
  tx.query(
    `SELECT id, area_id AS "areaId" FROM import_run WHERE state = 'running' AND confirmed_at < $1 ORDER BY confirmed_at LIMIT 100`,
    [before],
  );

/** Changes a run that is in one of the given states; false when it is not. */
export async function updateRun(
  tx: Tx,
  run: Pick<ImportRun, 'areaId' | 'id'>,
  from: ImportRun['state'][],
  change: Partial<
    Pick<
      ImportRun,
      | 'mapping'
      | 'state'
      | 'total'
      | 'done'
      | 'result'
      | 'confirmedAt'
      | 'finishedAt'
      | 'revertedAt'
      | 'failure'
    >
  >,
): Promise<boolean> {
  const { areaId, id } = run;
  return ((await tx.repository(ImportRun).update({ areaId, id, state: In(from) }, change)).affected ?? 0) > 0;
}

/** Stores rows as they stand in the file. */
export async function insertRows(tx: Tx, areaId: string, runId: string, rows: SourceRow[]): Promise<void> {
  if (!rows.length) return;
  await tx.execute(
    `INSERT INTO import_row (area_id, run_id, line, cells, unclosed)
     SELECT $1, $2, line, cells, coalesce(unclosed, false)
       FROM jsonb_to_recordset($3::jsonb) AS r(line integer, cells jsonb, unclosed boolean)`,
    [areaId, runId, JSON.stringify(rows)],
  );
}

/** Rows of a run after a line, in the order of the file. */
export const rowsAfter = (
  tx: Tx,
  areaId: string,
  runId: string,
  line: number,
  limit: number,
): Promise<StoredRow[]> =>
  tx.query<StoredRow>(
    `SELECT ${rowColumns.selected()} FROM import_row WHERE area_id = $1 AND run_id = $2 AND line > $3 ORDER BY line LIMIT $4`,
    [areaId, runId, line, limit],
  );

export const findRow = (tx: Tx, areaId: string, runId: string, line: number): Promise<ImportRow | null> =>
  tx.repository(ImportRow).findOneBy({ areaId, runId, line });

/** Writes corrected cells and what a person decided about a row. */
export const updateRow = (
  tx: Tx,
  { areaId, runId, line }: Pick<ImportRow, 'areaId' | 'runId' | 'line'>,
  change: Pick<ImportRow, 'cells' | 'choice' | 'chosenId' | 'unclosed'>,
): Promise<unknown> => tx.repository(ImportRow).update({ areaId, runId, line }, change);

/** Forgets the rows of a run. */
export const deleteRows = (tx: Tx, run: Pick<ImportRun, 'areaId' | 'id'>): Promise<unknown> =>
  tx.repository(ImportRow).delete({ areaId: run.areaId, runId: run.id });

/** Writes what was decided about rows, in one statement. */
export async function decideRows(
  tx: Tx,
  areaId: string,
  runId: string,
  decisions: Decision[],
): Promise<void> {
  if (!decisions.length) return;
  await tx.execute(
    `UPDATE import_row t SET verdict = r.verdict, problems = r.problems, doubtful = r.doubtful, employer_id = r.employer_id,
            duplicate_of = r.duplicate_of, candidate_ids = r.candidate_ids, changes = r.changes
       FROM jsonb_to_recordset($3::jsonb) AS r(line integer, verdict text, problems jsonb, doubtful boolean, employer_id uuid,
            duplicate_of integer, candidate_ids uuid[], changes jsonb)
      WHERE t.area_id = $1 AND t.run_id = $2 AND t.line = r.line`,
    [
      areaId,
      runId,
      JSON.stringify(
        decisions.map((d) => ({
          line: d.line,
          verdict: d.verdict,
          problems: d.problems,
          doubtful: d.doubtful,
          employer_id: d.employerId,
          duplicate_of: d.duplicateOf,
          candidate_ids: d.candidateIds,
          changes: d.changes,
        })),
      ),
    ],
  );
}

/** What a list of rows is narrowed to. `problems`: rejected or doubtful; `several`: it may be one of several
 * employers; `differs`: these, and those that are known, where the row says something else. */
export type RowsShown =
  | 'new'
  | 'match'
  | 'several'
  | 'differs'
  | 'doubt'
  | 'rejected'
  | 'duplicate'
  | 'skipped'
  | 'problems';

const shownAs: Record<RowsShown, string> = {
  new: `verdict = 'new'`,
  match: `verdict = 'match'`,
  several: `verdict = 'several'`,
  differs: `(verdict <> 'skipped' AND (cardinality(candidate_ids) > 0 OR verdict = 'match' AND changes IS NOT NULL OR choice IS NOT NULL))`,
  doubt: `doubtful AND verdict IN ('new', 'match')`,
  rejected: `verdict = 'rejected'`,
  duplicate: `verdict = 'duplicate'`,
  skipped: `verdict = 'skipped'`,
  problems: `(verdict IN ('rejected', 'skipped', 'several') OR doubtful AND verdict IN ('new', 'match'))`,
};

const byLine: KeysetList = {
  id: { sql: 'line', type: 'integer' },
  sort: { sql: 'line', type: 'integer', way: 'ASC' },
};

/** One page of the rows of a run that are shown so, in the order of the file. */
export async function shownRows(
  tx: Tx,
  areaId: string,
  runId: string,
  show: RowsShown,
  place: PagePlace,
  limit: number,
): Promise<ListPage<StoredRow>> {
  const params: unknown[] = [areaId, runId];
  const read = keyset(byLine, place, limit, params);
  return read.page(
    await tx.query<StoredRow & { place: [string, string] }>(
      `SELECT ${rowColumns.selected()}, ${read.column} FROM import_row WHERE area_id = $1 AND run_id = $2 AND ${shownAs[show]} ${read.where}
        ORDER BY ${read.order} LIMIT ${read.limit}`,
      params,
    ),
  );
}

export type RowCounts = Record<RowsShown, number>;

/** How many rows of a run each way of showing has. */
export async function countRows(tx: Tx, areaId: string, runId: string): Promise<RowCounts> {
  const each = Object.entries(shownAs).map(
    ([show, where]) => `count(*) FILTER (WHERE ${where}) AS "${show}"`,
  );
  const row = await tx.one<Record<RowsShown, string>>(
    `SELECT ${each.join(', ')} FROM import_row WHERE area_id = $1 AND run_id = $2`,
    [areaId, runId],
  );
  return Object.fromEntries(Object.entries(row!).map(([show, n]) => [show, Number(n)])) as RowCounts;
}

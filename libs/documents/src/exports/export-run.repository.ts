import { In } from 'typeorm';
import { columnsOf, type KeysetList, keyset, type ListPage, type PagePlace, type Tx } from '#platform';
import { ExportRun, type ExportState } from './export-run.entity.js';

const columns = columnsOf(ExportRun);

export const insertRun = (tx: Tx, run: ExportRun): Promise<unknown> => tx.repository(ExportRun).insert(run);

/** One run, whichever of the named areas it is in. */
export const findRun = (tx: Tx, id: string): Promise<ExportRun | null> =>
  tx.repository(ExportRun).findOneBy({ id });

/** Changes a run that is in one of the given states; false when it is not. */
export async function updateRun(
  tx: Tx,
  { areaId, id }: Pick<ExportRun, 'areaId' | 'id'>,
  from: ExportState[],
  change: Partial<Omit<ExportRun, 'id' | 'areaId' | 'byUserId' | 'actor' | 'source' | 'columns' | 'askedAt'>>,
): Promise<boolean> {
  return ((await tx.repository(ExportRun).update({ areaId, id, state: In(from) }, change)).affected ?? 0) > 0;
}

/** Notes that a run is begun; the how manieth time that is, undefined when it is not waiting. */
export const beginTry = async (tx: Tx, areaId: string, id: string): Promise<number | undefined> =>
  (
    await tx.one<{ tries: number }>(
      `UPDATE export_run SET tries = tries + 1 WHERE area_id = $1 AND id = $2 AND state = 'making' RETURNING tries`,
      [areaId, id],
    )
  )?.tries;

const byAge: KeysetList = { sort: { sql: 'asked_at', type: 'timestamptz', way: 'DESC' } };

/** One page of the runs of an area, the latest first; `byUserId`: of one person. */
export async function listRuns(
  tx: Tx,
  areaId: string,
  byUserId: string | undefined,
  place: PagePlace,
  limit: number,
): Promise<ListPage<ExportRun>> {
  const params: unknown[] = [areaId];
  const whose = byUserId ? `AND by_user_id = $${params.push(byUserId)}` : '';
  const read = keyset(byAge, place, limit, params);
  return read.page(
    await tx.query<ExportRun & { place: [string, string] }>(
      `SELECT ${columns.selected()}, ${read.column} FROM export_run WHERE area_id = $1 ${whose} ${read.where}
        ORDER BY ${read.order} LIMIT ${read.limit}`,
      params,
    ),
  );
}

/** How many files somebody has in an area, those that are being made among them. */
export const countFiles = (tx: Tx, areaId: string, byUserId: string): Promise<number> =>
  tx.repository(ExportRun).countBy({ areaId, byUserId, state: In(['making', 'done']) });

type RunKey = Pick<ExportRun, 'id' | 'areaId'>;

/** Runs begun before an instant that are not made: their job was lost or its worker died. */
export const waitingRuns = (tx: Tx, before: Date): Promise<RunKey[]> =>
  tx.query(
    `SELECT id, area_id AS "areaId" FROM export_run WHERE state = 'making' AND begun_at < $1 ORDER BY begun_at LIMIT 100`,
    [before],
  );

/** Runs whose time is over. */
export const expiredRuns = (tx: Tx, now: Date): Promise<RunKey[]> =>
  tx.query(
    `SELECT id, area_id AS "areaId" FROM export_run
      WHERE state IN ('done', 'failed') AND expires_at <= $1 ORDER BY expires_at LIMIT 100`,
    [now],
  );

/** Forgets runs whose file went before an instant. */
export const deleteGone = (tx: Tx, before: Date): Promise<number> =>
  tx.execute(`DELETE FROM export_run WHERE state = 'gone' AND gone_at < $1`, [before]);

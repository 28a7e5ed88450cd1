import { columnsOf, type Tx } from '#platform';
import { Employer } from './employer.entity.js';
import { type EmployerChange, fieldNames } from './employer.fields.js';

const columns = columnsOf(Employer);
const changeable = columns.only(fieldNames);

/** Inserts whole employers in one statement; a few hundred to a thousand at a time. */
export async function insertEmployers(tx: Tx, employers: Employer[]): Promise<void> {
  if (!employers.length) return;
  await tx.execute(
    `INSERT INTO employer (${columns.names()})
     SELECT ${columns.names()} FROM jsonb_populate_recordset(NULL::employer, $1::jsonb)`,
    [columns.json(employers)],
  );
}

/** Writes all fields of the given employers in one statement; what else the records say of them stays. */
export async function updateEmployers(
  tx: Tx,
  areaId: string,
  employers: readonly Employer[],
): Promise<number> {
  if (!employers.length) return 0;
  return tx.execute(
    `UPDATE employer e SET (${changeable.names()}) = ROW(${changeable.names('r')})
       FROM jsonb_populate_recordset(NULL::employer, $1::jsonb) r
      WHERE e.area_id = $2 AND e.id = r.id`,
    [columns.only(['id', ...fieldNames]).json(employers), areaId],
  );
}

export const insertEmployer = (tx: Tx, employer: Employer): Promise<unknown> =>
  tx.repository(Employer).insert(employer);

/** Writes some columns of one employer. */
export const updateEmployer = (
  tx: Tx,
  { areaId, id }: Pick<Employer, 'areaId' | 'id'>,
  change: EmployerChange | Pick<Employer, 'stage' | 'stageSince'>,
): Promise<unknown> => tx.repository(Employer).update({ areaId, id }, change);

/** One employer, whichever of the named areas it is in. */
export const findEmployer = (tx: Tx, id: string, lock = false): Promise<Employer | null> =>
  tx.repository(Employer).findOne({ where: { id }, ...(lock && { lock: { mode: 'pessimistic_write' } }) });

/** Several employers of one area by id. */
export const findEmployers = (tx: Tx, areaId: string, ids: string[], lock = false): Promise<Employer[]> =>
  tx.query<Employer>(
    `SELECT ${columns.selected('e')} FROM employer e WHERE e.area_id = $1 AND e.id = ANY ($2::uuid[])
      ORDER BY e.id${lock ? ' FOR UPDATE' : ''}`,
    [areaId, ids],
  );

/** Names of employers of one area by id. */
export async function namesOf(tx: Tx, areaId: string, ids: string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; name: string }>(
    'SELECT id, name FROM employer WHERE area_id = $1 AND id = ANY ($2::uuid[])',
    [areaId, ids],
  );
  return new Map(rows.map((r) => [r.id, r.name]));
}

/** Which of some employers a person has added or changed, not only a list. */
export async function changedByHand(tx: Tx, areaId: string, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>(
    `SELECT DISTINCT employer_id AS id FROM fact
      WHERE area_id = $1 AND employer_id = ANY ($2::uuid[]) AND kind IN ('employers.added', 'employers.changed')
        AND actor->>'kind' = 'user' AND data->>'runId' IS NULL`,
    [areaId, ids],
  );
  return new Set(rows.map((row) => row.id));
}

import type { Tx } from '#platform';
import type { Employer } from './employer.entity.js';

/** Column of the table for a property of the entity. */
export const columnOf = (property: string): string =>
  property.replace(/[A-Z]/g, (c) => '_' + c.toLowerCase());

/** What may change after an employer is there (the rights of migration 0004 say the same). */
export const changeable = [
  'name',
  'nameKey',
  'tradingNames',
  'tradingKeys',
  'register',
  'registerNumber',
  'legalForm',
  'sector',
  'headcount',
  'sizeBand',
  'reportedSize',
  'peopleFrom',
  'sicCodes',
  'address',
  'town',
  'postcode',
  'authorityCode',
  'authorityName',
  'region',
  'geoDate',
  'website',
] as const satisfies (keyof Employer)[];

const properties = [
  'id',
  'areaId',
  ...changeable,
  'stage',
  'stageSince',
  'source',
  'closedAt',
  'mergedInto',
  'importRunId',
  'createdAt',
] as const satisfies (keyof Employer)[];

const columns = properties.map(columnOf);
/** All columns under their property names, with days as text. */
export const employerColumns = (alias: string): string =>
  properties.map((p, i) => `${alias}.${columns[i]}${p === 'geoDate' ? '::text' : ''} AS "${p}"`).join(', ');

export type EmployerChange = Partial<Pick<Employer, (typeof changeable)[number]>>;

const asRow = (values: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [columnOf(key), value]));

/** Inserts whole employers in one statement; a few hundred to a thousand at a time. */
export async function insertEmployers(tx: Tx, employers: Employer[]): Promise<void> {
  if (!employers.length) return;
  await tx.execute(
    `INSERT INTO employer (${columns.join(', ')})
     SELECT ${columns.join(', ')} FROM jsonb_populate_recordset(NULL::employer, $1::jsonb)`,
    [JSON.stringify(employers.map(asRow))],
  );
}

/** Writes all changeable columns of the given employers in one statement. */
export async function updateEmployers(
  tx: Tx,
  areaId: string,
  employers: (Required<EmployerChange> & { id: string })[],
): Promise<number> {
  if (!employers.length) return 0;
  const names = changeable.map(columnOf);
  return tx.execute(
    `UPDATE employer e SET (${names.join(', ')}) = ROW(${names.map((n) => 'r.' + n).join(', ')})
       FROM jsonb_populate_recordset(NULL::employer, $1::jsonb) r
      WHERE e.area_id = $2 AND e.id = r.id`,
    [JSON.stringify(employers.map(asRow)), areaId],
  );
}

/** One employer, whichever of the named areas it is in. */
export const findEmployer = (tx: Tx, id: string, lock = false): Promise<Employer | undefined> =>
  tx.one<Employer>(
    `SELECT ${employerColumns('e')} FROM employer e WHERE e.id = $1${lock ? ' FOR UPDATE' : ''}`,
    [id],
  );

/** Several employers of one area by id. */
export const findEmployers = (tx: Tx, areaId: string, ids: string[], lock = false): Promise<Employer[]> =>
  tx.query<Employer>(
    `SELECT ${employerColumns('e')} FROM employer e WHERE e.area_id = $1 AND e.id = ANY ($2::uuid[])
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

/** Puts an employer at a stage. */
export const updateStage = (
  tx: Tx,
  employer: Pick<Employer, 'areaId' | 'id'>,
  stage: Employer['stage'],
  since: Date,
): Promise<number> =>
  tx.execute('UPDATE employer SET stage = $3, stage_since = $4 WHERE area_id = $1 AND id = $2', [
    employer.areaId,
    employer.id,
    stage,
    since,
  ]);

import { type KeysetList, keyset, keysetBefore, type ListPage, type PagePlace, type Tx } from '#platform';
import type { Sector, SizeBand, SizeChoice } from './employer.rules.js';
import { nameKey } from './name-key.rules.js';
import type { Stage } from './stage.rules.js';
import { taskLine } from './task.repository.js';

export interface EmployerFilter {
  /** Part of a name, a town, or the beginning of a postcode. */
  q?: string | undefined;
  /** For readers who see only what agencies share: names are searched, no towns, and of sizes nothing but the band is asked. */
  shared?: boolean | undefined;
  stages?: Stage[] | undefined;
  sectors?: (Sector | 'unknown')[] | undefined;
  sizes?: SizeChoice[] | undefined;
  /** GSS code of the local authority. */
  authority?: string | undefined;
  sort?: 'name' | '-name' | 'people' | '-people' | undefined;
}

export interface EmployerLine {
  id: string;
  name: string;
  town: string | null;
  postcode: string | null;
  stage: Stage;
  sector: Sector | null;
  headcount: number | null;
  reportedSize: string | null;
  sizeBand: SizeBand | null;
  authorityName: string | null;
  nextStep: string | null;
  nextStepOn: string | null;
}

type Facet = 'stages' | 'sectors' | 'sizes' | 'authority';
export interface EmployerFacets {
  stages: Record<string, number>;
  sectors: Record<string, number>;
  sizes: Record<string, number>;
  authorities: { code: string; name: string; count: number }[];
}

/** The choice of the filter an employer's size falls under (sizeChoices); the list and its counts ask the same. */
const SIZE = `CASE WHEN e.size_band IS NOT NULL THEN e.size_band
  WHEN e.reported_size IS NULL THEN 'unknown' WHEN e.people_from >= 500 THEN 'from_500' ELSE 'reported' END`;

/** The same for readers who see the band only: what else was reported is to them as if nothing was. */
const SHARED_SIZE = `coalesce(e.size_band, 'unknown')`;
const sizeOf = (filter: EmployerFilter) => (filter.shared ? SHARED_SIZE : SIZE);

/** Conditions of the filter, leaving one facet out so that its counts show what choosing it would give. */
function conditions(
  areaId: string,
  filter: EmployerFilter,
  without?: Facet,
): { sql: string; params: unknown[] } {
  const params: unknown[] = [areaId];
  const parts = ['e.area_id = $1', 'e.merged_into IS NULL', 'e.closed_at IS NULL'];
  const add = (value: unknown) => '$' + params.push(value);
  const q = filter.q?.trim();
  if (q) {
    const like = (text: string) => text.replace(/[\\%_]/g, '\\$&');
    const name = add(`%${like(nameKey(q).replace(/ (ltd|plc)$/, ''))}%`);
    const named = `e.name_key LIKE ${name} OR array_to_string(e.trading_keys, '|') LIKE ${name}`;
    if (filter.shared) parts.push(`(${named})`);
    else {
      const packed = q.replace(/\s/g, '').toUpperCase();
      const town = add(`${like(q)}%`);
      const postcode = add(`${like(packed)}%`);
      parts.push(
        `(${named} OR e.town ILIKE ${town} OR replace(e.postcode, ' ', '') LIKE ${postcode} OR e.register_number = ${add(packed)})`,
      );
    }
  }
  if (filter.stages?.length && without !== 'stages')
    parts.push(`e.stage = ANY (${add(filter.stages)}::text[])`);
  if (filter.sectors?.length && without !== 'sectors')
    parts.push(`coalesce(e.sector, 'unknown') = ANY (${add(filter.sectors)}::text[])`);
  if (filter.sizes?.length && without !== 'sizes')
    parts.push(`(${sizeOf(filter)}) = ANY (${add(filter.sizes)}::text[])`);
  if (filter.authority && without !== 'authority') parts.push(`e.authority_code = ${add(filter.authority)}`);
  return { sql: parts.join(' AND '), params };
}

/** SQL on an employer `e` that a filter finds, with its parameters: for what is read of such employers elsewhere. */
export const employersThatFit = (areaId: string, filter: EmployerFilter) => conditions(areaId, filter);

/** What the rows are ordered and continued by; the id makes it total. */
const id = { sql: 'e.id', type: 'uuid' } as const;
const name = { sql: 'e.name_key', type: 'text' } as const;
const people = { sql: 'coalesce(e.people_from, -1)', type: 'integer' } as const;
const lists: Record<NonNullable<EmployerFilter['sort']>, KeysetList> = {
  name: { id, sort: { ...name, way: 'ASC' } },
  '-name': { id, sort: { ...name, way: 'DESC' } },
  people: { id, sort: { ...people, way: 'ASC' } },
  '-people': { id, sort: { ...people, way: 'DESC' } },
};

/** One page of the list. A cursor that is none of ours starts at the top. */
export async function listEmployers(
  tx: Tx,
  areaId: string,
  filter: EmployerFilter,
  place: PagePlace,
  limit: number,
): Promise<ListPage<EmployerLine>> {
  const { sql, params } = conditions(areaId, filter);
  const read = keyset(lists[filter.sort ?? 'name'], place, limit, params);
  const rows = await tx.query<EmployerLine & { place: [string, string] }>(
    `SELECT e.id, e.name, e.town, e.postcode, e.stage, e.sector, e.headcount, e.reported_size AS "reportedSize",
            e.size_band AS "sizeBand", e.authority_name AS "authorityName", e.place,
            t.title AS "nextStep", t.due_on::text AS "nextStepOn"
       FROM (SELECT e.*, ${read.column} FROM employer e WHERE ${sql} ${read.where}
              ORDER BY ${read.order} LIMIT ${read.limit}) e
       LEFT JOIN LATERAL (SELECT t.title, t.due_on FROM task t
                           WHERE t.area_id = $1 AND t.employer_id = e.id AND ${taskLine.open}
                           ORDER BY t.due_on, t.id LIMIT 1) t ON true
      ORDER BY ${read.order}`,
    params,
  );
  return read.page(rows);
}

/** How many come before the first of a page, by its `previous`; 0 without one. */
export async function countBefore(
  tx: Tx,
  areaId: string,
  filter: EmployerFilter,
  previous: string | undefined,
): Promise<number> {
  const { sql, params } = conditions(areaId, filter);
  const before = keysetBefore(lists[filter.sort ?? 'name'], previous, params);
  if (!before) return 0;
  const row = await tx.one<{ n: string }>(
    `SELECT count(*) AS n FROM employer e WHERE ${sql} AND ${before}`,
    params,
  );
  return Number(row!.n);
}

/** How many the filter finds. */
export async function countEmployers(tx: Tx, areaId: string, filter: EmployerFilter): Promise<number> {
  const { sql, params } = conditions(areaId, filter);
  return Number(
    (await tx.one<{ n: string }>(`SELECT count(*) AS n FROM employer e WHERE ${sql}`, params))!.n,
  );
}

/** Counts beside each choice of the filter. */
export async function countFacets(tx: Tx, areaId: string, filter: EmployerFilter): Promise<EmployerFacets> {
  const by = async (facet: Facet, column: string) => {
    const { sql, params } = conditions(areaId, filter, facet);
    const rows = await tx.query<{ key: string; n: string }>(
      `SELECT coalesce(${column}, 'unknown') AS key, count(*) AS n FROM employer e WHERE ${sql} GROUP BY 1`,
      params,
    );
    return Object.fromEntries(rows.map((r) => [r.key, Number(r.n)]));
  };
  const places = conditions(areaId, filter, 'authority');
  const authorities = await tx.query<{ code: string; name: string; n: string }>(
    `SELECT e.authority_code AS code, min(e.authority_name) AS name, count(*) AS n FROM employer e
      WHERE ${places.sql} AND e.authority_code IS NOT NULL GROUP BY 1 ORDER BY 2`,
    places.params,
  );
  return {
    stages: await by('stages', 'e.stage'),
    sectors: await by('sectors', 'e.sector'),
    sizes: await by('sizes', sizeOf(filter)),
    authorities: authorities.map((a) => ({ code: a.code, name: a.name, count: Number(a.n) })),
  };
}

import { type KeysetList, keyset, keysetBefore, type ListPage, type PagePlace, type Tx } from '#platform';
import { findEntries, searchLanes } from '#search';
import type { Sector, SizeBand, SizeChoice } from './employer.rules.js';
import type { Stage } from './stage.rules.js';
import { taskLine } from './task.repository.js';

export interface EmployerFilter {
  /** Words of a name or a town, a postcode, a register number or a website, as `findEntries` has it. */
  q?: string | undefined;
  /** For readers who see only what agencies share: only that is searched, and of sizes nothing but the band is asked. */
  shared?: boolean | undefined;
  stages?: Stage[] | undefined;
  sectors?: (Sector | 'unknown')[] | undefined;
  sizes?: SizeChoice[] | undefined;
  /** GSS code of the local authority. */
  authority?: string | undefined;
  sort?: 'name' | '-name' | 'people' | '-people' | undefined;
}

/** A filter whose `q` was looked up. */
export interface SearchedFilter extends EmployerFilter {
  /** Ids of those found, at most FOUND; undefined: nothing was searched for. */
  ids?: string[] | undefined;
  /** Whether those fit what was typed, and not only words like it. */
  sure?: boolean;
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

export interface EmployerFacets {
  stages: Record<string, number>;
  sectors: Record<string, number>;
  sizes: Record<string, number>;
  authorities: { code: string; name: string; count: number }[];
}

/** Most employers that a search leaves in the list. */
export const FOUND = 1000;
/** Pages behind so many do not say where in the list they are. */
const COUNTED_BEFORE = 5000;

/** Looks up what is searched for, once for all that is asked of the list. */
export async function lookUp(tx: Tx, areaId: string, filter: SearchedFilter): Promise<SearchedFilter> {
  if (!filter.q?.trim() || filter.ids) return filter;
  const lanes = filter.shared ? searchLanes.employersShared : searchLanes.employers;
  const found = await findEntries(tx, areaId, [lanes], filter.q, FOUND);
  return { ...filter, ids: found.map((one) => one.id), sure: found[0]?.sure ?? true };
}

/** The choice of the filter an employer's size falls under (sizeChoices); the tally has the same. */
const SIZE = `CASE WHEN e.size_band IS NOT NULL THEN e.size_band
  WHEN e.reported_size IS NULL THEN 'unknown' WHEN e.people_from >= 500 THEN 'from_500' ELSE 'reported' END`;
/** For readers who see the band only, what else was reported is as if nothing was. */
const sizeOf = (size: string, { shared }: EmployerFilter) =>
  shared ? `CASE WHEN ${size} IN ('from_500', 'reported') THEN 'unknown' ELSE ${size} END` : size;

/** What of the filter an employer and a row of the tally both have. */
interface Columns {
  sector: string;
  size: string;
}

/** Conditions by facet, each with its parameters pushed; what is not narrowed has none. */
function facetConditions(filter: EmployerFilter, { sector, size }: Columns, params: unknown[]) {
  const any = (column: string, values: readonly string[] | undefined) =>
    values?.length ? `${column} = ANY ($${params.push(values)}::text[])` : 'true';
  return {
    stage: any('e.stage', filter.stages),
    sector: any(sector, filter.sectors),
    size: any(sizeOf(size, filter), filter.sizes),
    authority: any('e.authority_code', filter.authority ? [filter.authority] : undefined),
  };
}

/** Which rows of `employer` are listed at all. */
function listed(areaId: string, { ids }: SearchedFilter, params: unknown[]): string {
  const parts = [
    `e.area_id = $${params.push(areaId)}`,
    'e.merged_into IS NULL',
    'e.closed_at IS NULL',
    ...(ids ? [`e.id = ANY ($${params.push(ids)}::uuid[])`] : []),
  ];
  return parts.join(' AND ');
}

/** Conditions of the whole filter; throws where what is searched for was not looked up, which would find everything. */
function conditions(areaId: string, filter: SearchedFilter): { sql: string; params: unknown[] } {
  if (filter.q?.trim() && !filter.ids) throw new Error('The search of a list was not looked up');
  const params: unknown[] = [];
  const sql = listed(areaId, filter, params);
  const facets = facetConditions(filter, { sector: `coalesce(e.sector, 'unknown')`, size: SIZE }, params);
  return { sql: [sql, ...Object.values(facets)].filter((part) => part !== 'true').join(' AND '), params };
}

/** SQL on an employer `e` that a filter finds, with its parameters: for what is read of such employers elsewhere. */
export const employersThatFit = async (tx: Tx, areaId: string, filter: EmployerFilter) =>
  conditions(areaId, await lookUp(tx, areaId, filter));

/** How many the filter finds, counted one by one: for a list that is taken out as a whole. */
export async function countEmployers(tx: Tx, areaId: string, filter: EmployerFilter): Promise<number> {
  const { sql, params } = await employersThatFit(tx, areaId, filter);
  return (await tx.one<{ n: number }>(`SELECT count(*)::int AS n FROM employer e WHERE ${sql}`, params))!.n;
}

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
  filter: SearchedFilter,
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

/** How many come before the first of a page, by its `previous`: 0 without one, undefined where they are too many to count. */
export async function countBefore(
  tx: Tx,
  areaId: string,
  filter: SearchedFilter,
  previous: string | undefined,
): Promise<number | undefined> {
  const { sql, params } = conditions(areaId, filter);
  const before = keysetBefore(lists[filter.sort ?? 'name'], previous, params);
  if (!before) return 0;
  const row = await tx.one<{ n: number }>(
    `SELECT count(*)::int AS n FROM (SELECT FROM employer e WHERE ${sql} AND ${before} LIMIT ${COUNTED_BEFORE + 1}) e`,
    params,
  );
  return row!.n > COUNTED_BEFORE ? undefined : row!.n;
}

/**
 * How many the filter finds, and beside each choice of the filter how many choosing it would find. From the tally, or where
 * something is searched for from those found: in either case from few rows, however many employers there are.
 */
export async function countFacets(
  tx: Tx,
  areaId: string,
  filter: SearchedFilter,
): Promise<EmployerFacets & { total: number }> {
  const params: unknown[] = [];
  const source = filter.ids
    ? `SELECT e.stage, coalesce(e.sector, 'unknown') AS sector, ${SIZE} AS size, e.authority_code, e.authority_name, 1 AS n
         FROM employer e WHERE ${listed(areaId, filter, params)}`
    : `SELECT * FROM employer_tally e WHERE e.area_id = $${params.push(areaId)}`;
  const where = facetConditions(filter, { sector: 'e.sector', size: 'e.size' }, params);
  const by = (facet: keyof typeof where | 'total', key: string) => {
    const others = Object.entries(where).flatMap(([name, sql]) => (name === facet ? [] : sql));
    return `SELECT '${facet}' AS facet, ${key} AS key, min(authority_name) AS name, sum(n)::int AS n FROM e
             WHERE ${others.join(' AND ')} GROUP BY 2 HAVING sum(n) > 0`;
  };
  const rows = await tx.query<{ facet: string; key: string; name: string; n: number }>(
    `WITH e AS MATERIALIZED (SELECT e.stage, e.sector, e.size, e.authority_code, min(e.authority_name) AS authority_name,
                                    sum(e.n) AS n FROM (${source}) e GROUP BY 1, 2, 3, 4)
     ${by('stage', 'e.stage')} UNION ALL ${by('sector', 'e.sector')} UNION ALL ${by('size', sizeOf('e.size', filter))}
     UNION ALL ${by('authority', 'e.authority_code')} UNION ALL ${by('total', `''`)}`,
    params,
  );
  const of = (facet: string) => rows.filter((row) => row.facet === facet && row.key !== null);
  const counts = (facet: string) => Object.fromEntries(of(facet).map(({ key, n }) => [key, n]));
  return {
    total: of('total')[0]?.n ?? 0,
    stages: counts('stage'),
    sectors: counts('sector'),
    sizes: counts('size'),
    authorities: of('authority')
      .map(({ key, name, n }) => ({ code: key, name, count: n }))
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
  };
}

import type { Tx } from '#platform';
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

/** What the rows are ordered and continued by; the id makes it total. */
const keys = {
  name: { sql: 'e.name_key', type: 'text', way: 'ASC', than: '>' },
  '-name': { sql: 'e.name_key', type: 'text', way: 'DESC', than: '<' },
  people: { sql: 'coalesce(e.people_from, -1)', type: 'integer', way: 'ASC', than: '>' },
  '-people': { sql: 'coalesce(e.people_from, -1)', type: 'integer', way: 'DESC', than: '<' },
} as const;

/** Where a page of the list is: after the `next` or before the `previous` of another; neither: the first. */
export interface EmployerCursor {
  after?: string | undefined;
  before?: string | undefined;
}

export interface EmployerPage {
  rows: EmployerLine[];
  next?: string;
  previous?: string;
}

/** One page of the list. A cursor that is none of ours starts at the top. */
export async function listEmployers(
  tx: Tx,
  areaId: string,
  filter: EmployerFilter,
  place: EmployerCursor,
  limit: number,
): Promise<EmployerPage> {
  const { sql, params } = conditions(areaId, filter);
  const sort = keys[filter.sort ?? 'name'];
  const back = readCursor(place.before, sort.type);
  const from = back ?? readCursor(place.after, sort.type);
  // A page before another is read the other way round, and turned.
  const key = back ? { ...sort, ...turned[sort.way] } : sort;
  const start = from
    ? `AND (${key.sql}, e.id) ${key.than} ($${params.push(from[0])}::${key.type}, $${params.push(from[1])}::uuid)`
    : '';
  const rows = await tx.query<EmployerLine & { key: string }>(
    `SELECT e.id, e.name, e.town, e.postcode, e.stage, e.sector, e.headcount, e.reported_size AS "reportedSize",
            e.size_band AS "sizeBand", e.authority_name AS "authorityName", e.key,
            t.title AS "nextStep", t.due_on::text AS "nextStepOn"
       FROM (SELECT e.*, ${key.sql}::text AS key FROM employer e WHERE ${sql} ${start}
              ORDER BY ${key.sql} ${key.way}, e.id ${key.way} LIMIT ${limit + 1}) e
       LEFT JOIN LATERAL (SELECT t.title, t.due_on FROM task t
                           WHERE t.area_id = $1 AND t.employer_id = e.id AND ${taskLine.open}
                           ORDER BY t.due_on, t.id LIMIT 1) t ON true
      ORDER BY ${key.sql} ${key.way}, e.id ${key.way}`,
    params,
  );
  const more = rows.length > limit;
  const shown = rows.slice(0, limit);
  if (back) shown.reverse();
  const [first, last] = [shown[0], shown.at(-1)];
  return {
    rows: shown.map(({ key: _, ...row }) => row),
    ...((back || more) && last && { next: cursorOf(last) }),
    ...((back ? more : from) && first && { previous: cursorOf(first) }),
  };
}

const turned = { ASC: { way: 'DESC', than: '<' }, DESC: { way: 'ASC', than: '>' } } as const;
const cursorOf = (row: { key: string; id: string }): string =>
  Buffer.from(JSON.stringify([row.key, row.id])).toString('base64url');

/** How many come before the first of a page, by its `previous`; 0 without one. */
export async function countBefore(
  tx: Tx,
  areaId: string,
  filter: EmployerFilter,
  previous: string | undefined,
): Promise<number> {
  const { sql, params } = conditions(areaId, filter);
  const key = keys[filter.sort ?? 'name'];
  const first = readCursor(previous, key.type);
  if (!first) return 0;
  const { than } = turned[key.way];
  const sent = `$${params.push(first[0])}::${key.type}, $${params.push(first[1])}::uuid`;
  const row = await tx.one<{ n: string }>(
    `SELECT count(*) AS n FROM employer e WHERE ${sql} AND (${key.sql}, e.id) ${than} (${sent})`,
    params,
  );
  return Number(row!.n);
}

function readCursor(
  after: string | undefined,
  type: 'text' | 'integer',
): [string | number, string] | undefined {
  if (!after) return undefined;
  try {
    const [key, id] = JSON.parse(Buffer.from(after, 'base64url').toString()) as [string, string];
    if (!/^[0-9a-f-]{36}$/.test(id) || typeof key !== 'string') return undefined;
    if (type === 'integer' && !/^-?\d{1,9}$/.test(key)) return undefined;
    return [key, id];
  } catch {
    return undefined;
  }
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

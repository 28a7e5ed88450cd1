import { z } from 'zod';
import { isId } from './ids.js';

/** What one list is ordered by: an SQL expression that is never null, and its type. */
export interface SortKey {
  sql: string;
  type: 'text' | 'integer' | 'date' | 'timestamptz' | 'uuid';
  way: 'ASC' | 'DESC';
}

/** Where a page is: after the `next` or before the `previous` of another; neither: the first. */
export interface PagePlace {
  after?: string | undefined;
  before?: string | undefined;
}

export interface ListPage<R> {
  rows: R[];
  /** Cursor of the page after this one, if there is one. */
  next?: string;
  previous?: string;
}

/** A list as it is asked for. `id` makes the order total. */
export interface KeysetList {
  sort: SortKey;
  id?: Omit<SortKey, 'way'>;
}

/** The parts of a query that reads one page. */
export interface KeysetQuery {
  /** A column to select among the others; `page` takes it off the rows. */
  column: string;
  /** Begins with AND, or is empty. */
  where: string;
  /** What follows ORDER BY. */
  order: string;
  /** What follows LIMIT: one row more than is shown, to see whether there is more. */
  limit: number;
  page<R extends { place: [string, string] }>(rows: R[]): ListPage<Omit<R, 'place'>>;
}

const UUID: Omit<SortKey, 'way'> = { sql: 'id', type: 'uuid' };
const turned = { ASC: 'DESC', DESC: 'ASC' } as const;

/** Whether PostgreSQL reads the text as the type; what somebody wrote into an address must never fail there. */
const fits: Record<SortKey['type'], (text: string) => boolean> = {
  text: () => true,
  integer: (text) => /^-?\d{1,9}$/.test(text),
  date: (text) => z.iso.date().safeParse(text).success,
  timestamptz: (text) => z.iso.datetime().safeParse(text).success,
  uuid: isId,
};

/** An instant keeps its microseconds, whatever the time zone of the connection. */
const asText = ({ sql, type }: Omit<SortKey, 'way'>): string =>
  type === 'timestamptz'
    ? `to_char(${sql} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
    : `(${sql})::text`;

/** One page of a list, read by where the page before it ended: as quick at the end of a list as at its beginning. */
export function keyset(
  { sort, id = UUID }: KeysetList,
  place: PagePlace,
  limit: number,
  params: unknown[],
): KeysetQuery {
  const back = readCursor(place.before, sort, id);
  const from = back ?? readCursor(place.after, sort, id);
  // A page before another is read the other way round, and turned.
  const way = back ? turned[sort.way] : sort.way;
  return {
    column: `ARRAY[${asText(sort)}, ${asText(id)}] AS place`,
    where: from ? `AND ${comparison(sort, id, from, way, params)}` : '',
    order: `${sort.sql} ${way}, ${id.sql} ${way}`,
    limit: limit + 1,
    page(found) {
      const more = found.length > limit;
      const shown = found.slice(0, limit);
      if (back) shown.reverse();
      const [first, last] = [shown[0], shown.at(-1)];
      return {
        rows: shown.map(({ place: _, ...row }) => row),
        ...((back || more) && last && { next: cursorText(last.place) }),
        ...((back ? more : from) && first && { previous: cursorText(first.place) }),
      };
    },
  };
}

/** The condition for what stands before the first row of a page, by its `previous`; undefined on the first page. */
export function keysetBefore(
  { sort, id = UUID }: KeysetList,
  previous: string | undefined,
  params: unknown[],
): string | undefined {
  const first = readCursor(previous, sort, id);
  return first && comparison(sort, id, first, turned[sort.way], params);
}

function comparison(
  sort: SortKey,
  id: Omit<SortKey, 'way'>,
  [key, last]: [string, string],
  way: SortKey['way'],
  params: unknown[],
): string {
  const values = `$${params.push(key)}::${sort.type}, $${params.push(last)}::${id.type}`;
  return `(${sort.sql}, ${id.sql}) ${way === 'ASC' ? '>' : '<'} (${values})`;
}

const cursorText = (place: [string, string]): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

/** Undefined for anything that is no place in this list: then it begins at its beginning. */
function readCursor(
  text: string | undefined,
  sort: SortKey,
  id: Omit<SortKey, 'way'>,
): [string, string] | undefined {
  if (!text) return undefined;
  try {
    const place = z
      .tuple([z.string(), z.string()])
      .parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    return fits[sort.type](place[0]) && fits[id.type](place[1]) ? place : undefined;
  } catch {
    return undefined;
  }
}

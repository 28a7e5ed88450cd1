import { z } from 'zod';
import type { ListPage, PagePlace } from '#platform';

/**
 * Fields of a list's filter. An address that people hold keeps answering: what a list does not know, or no longer knows, is
 * as if it were not asked.
 */

/** Most characters of a search; of a longer one the rest is left aside, never all of it. */
export const SEARCH_LENGTH = 200;

/** What to search for. */
export const searched = () =>
  z
    .string()
    .overwrite((text) => text.trim().slice(0, SEARCH_LENGTH).trim())
    .catch('');

/** One of these, else the first. */
export const oneOf = <const K extends string>(keys: readonly [K, ...K[]]) => z.enum(keys).catch(keys[0]);

/** Any of these; one that is no choice leaves the field aside. */
export const anyOf = <const K extends string>(keys: readonly [K, ...K[]]) =>
  z
    .preprocess((sent) => (sent === undefined || sent === '' ? [] : [sent].flat()), z.array(z.enum(keys)))
    .catch([]);

const cursor = z.string().max(600).optional().catch(undefined);
/** Where in a list read by keyset (platform). Stands in its query beside the filter, and is no part of it. */
export const place = { after: cursor, before: cursor };

/** Where in a list that is counted in pages. */
export const pageNumber = { page: z.coerce.number().int().min(1).catch(1) };

/**
 * The address of a list with this filter, the other way round of `schema.parse(query)`. What is as the schema has it anyway
 * is left out, so one filter has one address.
 */
export function listAddress<S extends z.ZodObject>(
  path: string,
  schema: S,
  filter: Partial<z.output<S>>,
  to: PagePlace & { page?: number | undefined } = {},
): string {
  const usual = schema.parse({}) as Record<string, unknown>;
  const asked = Object.entries(filter).filter(
    ([name, value]) =>
      name in usual && !(name in place) && !(name in pageNumber) && String(value) !== String(usual[name]),
  );
  const query = new URLSearchParams();
  for (const [name, value] of [...asked, ...Object.entries(to)])
    for (const one of [value ?? []].flat()) query.append(name, String(one));
  return query.size ? `${path}?${query}` : path;
}

/** What the macro `pager` shows: addresses of the pages beside this one, and where in the list it is. */
export interface Pager {
  previous?: string | undefined;
  next?: string | undefined;
  from?: number;
  to?: number;
  total?: number;
}

/** The pager of a page read by keyset. `counted`: how many come before it and how many there are, where that is known. */
export function pagerOf(
  { rows, next, previous }: ListPage<unknown>,
  address: (to: PagePlace) => string,
  counted?: { before: number; total: number },
): Pager {
  return {
    previous: previous && address({ before: previous }),
    next: next && address({ after: next }),
    ...(counted && { from: counted.before + 1, to: counted.before + rows.length, total: counted.total }),
  };
}

/** One page of a list that is all in memory, and its pager. A page beyond the last is the last. */
export function pageOf<T>(
  all: readonly T[],
  wanted: number,
  address: (to: { page?: number }) => string,
  size = 100,
): { rows: T[]; total: number; pager: Pager } {
  const pages = Math.max(1, Math.ceil(all.length / size));
  const page = Math.min(wanted, pages);
  const before = (page - 1) * size;
  const rows = all.slice(before, page * size);
  return {
    rows,
    total: all.length,
    pager: {
      previous: page > 1 ? address(page > 2 ? { page: page - 1 } : {}) : undefined,
      next: page < pages ? address({ page: page + 1 }) : undefined,
      from: before + 1,
      to: before + rows.length,
      total: all.length,
    },
  };
}

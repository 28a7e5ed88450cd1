import type { Tx } from '#platform';
import { type SearchSource, searchText } from './search.rules.js';

/** A record that was found. */
export interface Found {
  source: SearchSource;
  id: string;
  /** Whether it fits what was typed; false: nothing does, and it may be what was meant. */
  sure: boolean;
}

/**
 * What is found in one area for what somebody typed: words in any order, beginnings of words, a postcode, register number,
 * telephone, email address or website; where nothing has these words, what has words like them. `kinds`: the lanes of each
 * kind (`searchLanes`), the best `most` of each, kind after kind. The area has to be one of the transaction’s, else nothing.
 */
export const findEntries = (
  tx: Tx,
  areaId: string,
  kinds: readonly string[],
  typed: string,
  most: number,
): Promise<Found[]> =>
  tx.query<Found>('SELECT source, id, sure FROM search_find($1, $2, $3, $4)', [
    areaId,
    kinds,
    searchText(typed),
    most,
  ]);

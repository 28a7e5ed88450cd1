/**
 * search: finding records of an area by words. It owns the index, which triggers of the database keep, and knows of a record
 * its table and id only. It must not know what an employer, session or survey is: who asks reads what was found, behind the wall.
 */
export { SearchModule } from './search.module.js';
export { type Found, findEntries } from './search.repository.js';
export { SEARCH_LENGTH, type SearchSource, searchLanes, searchText } from './search.rules.js';

import { publicPage } from '#platform';

/** Where administrators see what will be deleted, and change how long it is kept. */
export const RETENTION_PAGE = publicPage<Record<string, never>>('retention.settings');

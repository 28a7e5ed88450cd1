import { publicPage } from '#platform';

/** Where somebody confirms or refuses a further administrator. */
export const ADMINISTRATORS_PAGE = publicPage<Record<never, string>>('accounts.administrators');

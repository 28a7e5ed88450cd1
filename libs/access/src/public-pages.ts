import { publicPage } from '#platform';

/** Where a one-time link leads by which an account is begun or a new password chosen. */
export const START_PAGE = publicPage<{ token: string }>('access.start');

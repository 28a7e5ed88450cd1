import { publicPage } from '#platform';

/** Where a one-time link leads by which an account is begun or a new password chosen. */
export const START_PAGE = publicPage<{ token: string }>('access.start');

/** Where a link leads that confirms a new address of an account. */
export const NEW_ADDRESS_PAGE = publicPage<{ token: string }>('access.new-address');

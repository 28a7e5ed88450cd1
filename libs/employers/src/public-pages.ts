import { publicPage } from '#platform';

/** Where an agency sees what it proposed, and a coordinator decides. */
export const PROPOSED_PAGE = publicPage<Record<never, string>>('employers.proposed');

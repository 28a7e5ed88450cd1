import { publicPage } from '#platform';

/** The privacy notice of an area, or with an empty `slug` of the installation. */
export const PRIVACY_PAGE = publicPage<{ slug: string }>('mail-templates.privacy');
/** The logo of an area; `digest` of its bytes, so that a new one has a new address. */
export const LOGO_FILE = publicPage<{ slug: string; digest: string }>('mail-templates.logo');

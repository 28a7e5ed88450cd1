import type { AreaView } from './area.repository.js';
import type { Grant } from './rights.rules.js';

/** What the rights of whoever asks are made of, as it is now. */
export interface RightsBasis {
  /** The roles the person holds. */
  grants: Grant[];
  /** All areas of the installation, by name. */
  areas: AreaView[];
}

/** Columns with it, beside a person `u`: whoever is found by a session or a token is found with it in one statement. */
export const RIGHTS_BASIS = `
  coalesce((SELECT jsonb_agg(jsonb_build_object('role', g.role, 'areaId', g.area_id, 'agencyId', g.agency_id)
                             ORDER BY g.created_at, g.id)
              FROM role_grant g WHERE g.user_id = u.id), '[]') AS grants,
  coalesce((SELECT jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'slug', a.slug, 'gssCode', a.gss_code,
                                                'settings', a.settings) ORDER BY a.name, a.id)
              FROM area a), '[]') AS areas`;

import { columnsOf, type Tx } from '#platform';
import { Activity } from './activity.entity.js';

export const insertActivity = (tx: Tx, activity: Activity): Promise<unknown> =>
  tx.repository(Activity).insert(activity);

/** An activity with the name of the agency that logged it. */
export type ActivityLine = Activity & { agency: string | null };

export const findActivities = (tx: Tx, areaId: string, ids: string[]): Promise<ActivityLine[]> =>
  tx.query<ActivityLine>(
    `SELECT ${columnsOf(Activity).selected('v')}, (SELECT name FROM agency a WHERE a.area_id = v.area_id AND a.id = v.agency_id) AS agency
       FROM activity v WHERE area_id = $1 AND id = ANY ($2::uuid[])`,
    [areaId, ids],
  );

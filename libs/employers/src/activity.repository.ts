import { columnsOf, type Tx } from '#platform';
import { Activity } from './activity.entity.js';

export const insertActivity = (tx: Tx, activity: Activity): Promise<unknown> =>
  tx.repository(Activity).insert(activity);

export const findActivities = (tx: Tx, areaId: string, ids: string[]): Promise<Activity[]> =>
  tx.query<Activity>(
    `SELECT ${columnsOf(Activity).selected()} FROM activity WHERE area_id = $1 AND id = ANY ($2::uuid[])`,
    [areaId, ids],
  );

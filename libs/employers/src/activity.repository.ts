import type { Tx } from '#platform';
import type { Activity } from './activity.entity.js';

export const insertActivity = (tx: Tx, activity: Activity): Promise<number> =>
  tx.execute(
    `INSERT INTO activity (id, area_id, employer_id, contact_id, kind, at, agency, by_user_id, by_name, subject, notes, created_at,
            outcome, direction)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      activity.id,
      activity.areaId,
      activity.employerId,
      activity.contactId,
      activity.kind,
      activity.at,
      activity.agency,
      activity.byUserId,
      activity.byName,
      activity.subject,
      activity.notes,
      activity.createdAt,
      activity.outcome,
      activity.direction,
    ],
  );

export const findActivities = (tx: Tx, areaId: string, ids: string[]): Promise<Activity[]> =>
  tx.query<Activity>(
    `SELECT id, area_id AS "areaId", employer_id AS "employerId", contact_id AS "contactId", kind, at, agency,
            by_user_id AS "byUserId", by_name AS "byName", subject, notes, created_at AS "createdAt",
            outcome, direction
       FROM activity WHERE area_id = $1 AND id = ANY ($2::uuid[])`,
    [areaId, ids],
  );

import { MAIL_BOUNCED } from '#messaging';
import type { Tx } from '#platform';

export interface Bounce {
  areaId: string;
  employerId: string;
  /** Null when the mail went to somebody who is no contact, e.g. a delegate. */
  contactId: string | null;
  subject: string;
  title: string | null;
  reason: string | null;
}

/** Mail to employers that came back since an instant and has made no task yet, the oldest first. */
export const openBounces = (tx: Tx, since: Date, limit: number): Promise<Bounce[]> =>
  tx.query<Bounce>(
    `SELECT f.area_id AS "areaId", f.employer_id AS "employerId", c.id AS "contactId", f.subject,
            f.data->>'title' AS title, f.data->>'reason' AS reason
       FROM fact f
       JOIN employer e ON e.area_id = f.area_id AND e.id = f.employer_id
       LEFT JOIN contact c ON c.area_id = f.area_id AND c.id = f.contact_id
      WHERE f.kind = $1 AND f.happened_at > $2
        AND NOT EXISTS (SELECT FROM task t WHERE t.area_id = f.area_id AND t.cause_key = 'mail-bounced:' || f.subject)
      ORDER BY f.id LIMIT $3`,
    [MAIL_BOUNCED, since, limit],
  );

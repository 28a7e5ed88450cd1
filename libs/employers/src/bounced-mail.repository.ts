import { MAIL_BOUNCED, MAIL_RETURNED } from '#messaging';
import type { Tx } from '#platform';

export interface Bounce {
  areaId: string;
  employerId: string;
  /** Null when the mail went to somebody who is no contact, e.g. a delegate. */
  contactId: string | null;
  subject: string;
  title: string | null;
  reason: string | null;
  /** What came back: `bounce-hard`, `left` …; null: the mail server refused the address at once. */
  about: string | null;
  /** Rule and subject, so that one such event makes one task. */
  causeKey: string;
}

const CAUSE = `CASE f.kind WHEN $1 THEN 'mail-bounced:' ELSE 'mail-returned:' || coalesce(f.data->>'about', '') || ':' END || f.subject`;

/**
 * What came back about mail to employers since an instant, asks something of people and has made no task yet, the oldest
 * first. What asks nothing by the area's policy says so in the fact.
 */
export const openBounces = (tx: Tx, since: Date, limit: number): Promise<Bounce[]> =>
  tx.query<Bounce>(
    `SELECT f.area_id AS "areaId", f.employer_id AS "employerId", c.id AS "contactId", f.subject,
            f.data->>'title' AS title, f.data->>'reason' AS reason, f.data->>'about' AS about, ${CAUSE} AS "causeKey"
       FROM fact f
       JOIN employer e ON e.area_id = f.area_id AND e.id = f.employer_id
       LEFT JOIN contact c ON c.area_id = f.area_id AND c.id = f.contact_id
      WHERE f.kind IN ($1, $2) AND f.happened_at > $3 AND coalesce(f.data->>'wanted', 'new-address') <> 'none'
        AND NOT EXISTS (SELECT FROM task t WHERE t.area_id = f.area_id AND t.cause_key = ${CAUSE})
      ORDER BY f.id LIMIT $4`,
    [MAIL_BOUNCED, MAIL_RETURNED, since, limit],
  );

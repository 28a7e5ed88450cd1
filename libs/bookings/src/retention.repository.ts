import { defineRetention, leavesTrace, retentionStep } from '#platform';

leavesTrace(
  'contact',
  `SELECT FROM booking b WHERE b.area_id = t.area_id AND b.booker_email_key = t.email_key AND b.created_at >= :before`,
);
leavesTrace(
  'contact',
  `SELECT FROM delegate d JOIN booking b ON b.area_id = d.area_id AND b.id = d.booking_id
    WHERE d.area_id = t.area_id AND lower(d.email) = t.email_key AND b.created_at >= :before`,
);
leavesTrace(
  'person',
  `SELECT FROM booking b WHERE b.area_id = k.area_id AND b.booker_email_key = split_part(k.key, ' ', 1)`,
);
leavesTrace('person', 'SELECT FROM delegate d WHERE d.area_id = k.area_id AND d.person_key = k.key');

/** A session is over: its last day, or where it has none the day it was made. */
const OVER = (session: string) => `(
  SELECT coalesce(max(y.ends_at), s.created_at) FROM session s
    LEFT JOIN session_date y ON y.area_id = s.area_id AND y.session_id = s.id
   WHERE s.area_id = t.area_id AND s.id = ${session} GROUP BY s.created_at) < :before`;
const OF_BOOKING = `EXISTS (SELECT FROM booking b WHERE b.area_id = t.area_id AND b.id = t.booking_id AND b.created_at <= :known
  AND ${OVER('b.session_id')})`;

export const delegateRetention = defineRetention({
  name: 'delegate',
  title: 'Who took part in training and events, and who booked',
  from: 'the session',
  of: 'area',
  period: { months: 48 },
  least: 6,
  most: 84,
  outcome: 'Names and addresses are deleted; places and who had them for which employer still count',
  because: 'To tell somebody what they took part in, and when it is time again',
  steps: [
    retentionStep({
      table: 'delegate',
      due: `(t.name <> '' OR t.email <> '') AND ${OF_BOOKING}`,
      set: `name = '', email = '', person_key = '', job_role = NULL`,
    }),
    retentionStep({
      table: 'booking',
      due: `(t.booker_name <> '' OR t.booker_email <> '') AND t.created_at <= :known AND ${OVER('t.session_id')}`,
      // The hash is of what was typed, by which names could be tried.
      set: `booker_name = '', booker_email = '', booker_email_key = '', booker_phone = NULL, content_hash = ''`,
    }),
    // Why somebody could not come.
    retentionStep({
      table: 'place',
      due: `t.reason IS NOT NULL AND t.created_at <= :known AND ${OVER('t.session_id')}`,
      set: 'reason = NULL',
    }),
  ],
});

import { defineRetention, leavesTrace, retentionStep } from '#platform';

// While a signature holds, who signed and whom its reviews go to are needed.
leavesTrace(
  'contact',
  `SELECT FROM charter h WHERE h.area_id = t.area_id AND h.employer_id = t.employer_id AND h.ended_on IS NULL
      AND (h.contact_id = t.id OR (t.is_primary AND t.left_at IS NULL))`,
);

export const charterRetention = defineRetention({
  name: 'charter',
  title: 'Who signed the charter for an employer',
  from: 'the signature lapsed or ended',
  of: 'area',
  period: { months: 72 },
  least: 12,
  most: 120,
  outcome: 'Name and role of who signed are deleted; that the organisation signed, and its dates, stay',
  because: 'A signature is an act of the employer that others relied on',
  steps: [
    retentionStep({
      table: 'charter',
      // An end that is written down for a day long ago is known from when it was written down.
      due: `t.ended_on < (:before AT TIME ZONE 'Europe/London')::date AND (t.signatory_name <> '' OR t.contact_id IS NOT NULL)
        AND t.created_at <= :known AND NOT EXISTS (
          SELECT FROM fact f WHERE f.area_id = t.area_id AND f.employer_id = t.employer_id
             AND f.subject = 'charter:' || t.id AND f.recorded_at > :known)`,
      set: `signatory_name = '', signatory_role = '', contact_id = NULL, end_reason = NULL`,
    }),
  ],
});

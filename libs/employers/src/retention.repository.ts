import { defineRetention, forgetFactWords, noTrace, retentionStep } from '#platform';

/** What every page says of a contact that was erased. */
export const FORMER_CONTACT = 'A former contact';

/** Its row stays as a stub for what refers to it; `left_at` keeps it out of whatever is for people who are there. */
const ERASED = `name = '${FORMER_CONTACT}', job_role = NULL, roles = '{}', email = NULL, email_key = NULL,
  email_state = 'unchecked', phone = NULL, is_primary = false, left_at = coalesce(t.left_at, :now), erased_at = :now`;

/** Nothing was written down about an employer since: no call, email, booking, answer, signature or change. */
const quietEmployer = (id: string) => `NOT EXISTS (SELECT FROM fact f
   WHERE f.area_id = t.area_id AND f.employer_id = ${id} AND (f.happened_at >= :before OR f.recorded_at >= :before))
  AND NOT EXISTS (SELECT FROM activity y WHERE y.area_id = t.area_id AND y.employer_id = ${id}
                   AND (y.at >= :before OR y.created_at >= :before))
  AND NOT EXISTS (SELECT FROM task o WHERE o.area_id = t.area_id AND o.employer_id = ${id}
                   AND o.done_at IS NULL AND o.called_off_at IS NULL)`;
/**
 * A contact nobody was in touch with, for whom nothing waits. What ceased to wait since the announcement was not counted by
 * it: then the next one counts.
 */
const ERASABLE = `t.erased_at IS NULL AND t.created_at < :before AND t.created_at <= :known
  AND NOT EXISTS (SELECT FROM activity a WHERE a.area_id = t.area_id AND a.contact_id = t.id
                   AND (a.at >= :before OR a.created_at >= :before))
  AND NOT EXISTS (SELECT FROM task o WHERE o.area_id = t.area_id AND o.contact_id = t.id
                   AND coalesce(o.done_at, o.called_off_at, 'infinity') >= :before)
  AND NOT EXISTS (SELECT FROM message m WHERE m.area_id = t.area_id AND m.contact_id = t.id
                   AND (m.state IN ('queued', 'held', 'retry', 'sending', 'unknown') OR (m.created_at <= :known AND m.settled_at > :known)))
  AND NOT EXISTS (SELECT FROM fact f WHERE f.area_id = t.area_id AND f.employer_id = t.employer_id
                   AND f.recorded_at > :known AND f.kind ~ '^(signatories[.]|employers[.]contact-)')`;
const NEVER_SIGNED = (id: string) =>
  `NOT EXISTS (SELECT FROM fact s WHERE s.area_id = t.area_id AND s.employer_id = ${id} AND s.kind = 'signatories.signed')`;

export const contactRetention = defineRetention({
  name: 'contact',
  title: 'Contacts nobody was in touch with',
  from: 'the last call, visit, booking or answer of theirs',
  of: 'area',
  period: { months: 24 },
  least: 6,
  most: 72,
  outcome: 'The contact is erased; the employer’s history says “a former contact”',
  because: 'People move on, and what is known of them grows old',
  steps: [
    retentionStep({
      table: 'contact',
      due: () => `${ERASABLE} AND ${noTrace('contact')}`,
      set: ERASED,
    }),
  ],
});

export const prospectRetention = defineRetention({
  name: 'employer_prospect',
  title: 'Employers that never signed',
  from: 'anything last happened with the employer',
  of: 'area',
  period: { months: 36 },
  least: 12,
  most: 84,
  outcome:
    'Its contacts are erased and the organisation stays; of a sole trader nothing that names the person stays',
  because: 'An employer that said no may be asked again after some years',
  steps: [
    retentionStep({
      table: 'contact',
      due: () =>
        `${ERASABLE} AND ${quietEmployer('t.employer_id')} AND ${NEVER_SIGNED('t.employer_id')} AND ${noTrace('contact')}`,
      set: ERASED,
    }),
    retentionStep({
      table: 'employer',
      due: `lower(regexp_replace(trim(t.legal_form), '[\\s_-]+', '-', 'g')) IN ('sole-trader', 'individual') AND t.name <> 'A former sole trader'
        AND t.created_at < :before AND t.created_at <= :known
        AND ${quietEmployer('t.id')} AND ${NEVER_SIGNED('t.id')}`,
      // Two of them are no duplicates of each other.
      set: `name = 'A former sole trader', name_key = 'a former sole trader ' || t.id, trading_names = '{}', trading_keys = '{}',
        register = NULL, register_number = NULL, address = NULL, postcode = NULL, website = NULL,
        closed_at = coalesce(t.closed_at, :now)`,
    }),
  ],
});

export const activityRetention = defineRetention({
  name: 'activity',
  title: 'Notes of calls and visits, and steps that are done',
  from: 'anything last happened with the employer',
  of: 'area',
  period: { months: 36 },
  least: 12,
  most: 84,
  outcome: 'The words are deleted; that there was a call, who made it and when stays',
  because: 'Whoever takes up an employer again can read what was agreed',
  steps: [
    retentionStep({
      table: 'activity',
      due: `t.created_at <= :known AND (t.notes IS NOT NULL OR t.subject <> '') AND t.at < :before AND ${quietEmployer('t.employer_id')}`,
      set: `notes = NULL, subject = ''`,
    }),
    retentionStep({
      table: 'task',
      due: `coalesce(t.done_at, t.called_off_at) < :before AND (t.employer_id IS NULL OR ${quietEmployer('t.employer_id')})`,
    }),
    forgetFactWords(`t.happened_at < :before AND t.recorded_at <= :known AND t.recorded_at < :before
      AND (t.employer_id IS NULL OR ${quietEmployer('t.employer_id')})`),
  ],
});

/** A list can be taken back for 30 days (import-revert.service.ts), for which its rows are needed. */
export const importRetention = defineRetention({
  name: 'import_file',
  title: 'Lists that were brought in',
  from: 'the list was in, or was put away',
  of: 'area',
  period: { days: 31 },
  least: 31,
  most: 366,
  outcome: 'The lines of the list are deleted; what they became stays, and how many there were',
  because: 'A list can be taken back for 30 days',
  steps: [
    retentionStep({
      table: 'import_row',
      key: ['area_id', 'run_id', 'line'],
      due: `EXISTS (SELECT FROM import_run r WHERE r.area_id = t.area_id AND r.id = t.run_id AND r.state <> 'running'
        AND greatest(r.created_at, r.confirmed_at, r.finished_at, r.reverted_at) < :before)`,
    }),
  ],
});

/** Name and address by which somebody is known again. What was counted by their id goes on counting. */
export const personRetention = defineRetention({
  name: 'person_key',
  title: 'Names and addresses by which somebody is known again',
  from: 'no contact and no booking names them any more',
  of: 'area',
  period: { days: 1 },
  least: 1,
  most: 1,
  outcome: 'Deleted; figures still count one person, and nobody can tell who',
  because: 'It is needed only while the person is known otherwise',
  follows: true,
  steps: [
    retentionStep({
      table: 'person_key',
      key: ['area_id', 'key'],
      lock: false,
      // Several keys may be one person's: they stay or go together. By the address alone, so that a key in doubt stays.
      due: () => `t.created_at < :before AND NOT EXISTS (
        SELECT FROM person_key k WHERE k.area_id = t.area_id AND k.person_id = t.person_id
           AND NOT (NOT EXISTS (SELECT FROM contact c WHERE c.area_id = k.area_id
                             AND split_part(k.key, ' ', 1) IN (c.email_key, c.id::text) AND c.erased_at IS NULL)
                    AND ${noTrace('person')}))`,
    }),
  ],
});

import { defineRetention, retentionStep } from '#platform';

/** Sign-ins that ended, failed ones, of which only hashes are kept, and new addresses nobody confirmed. */
export const signInRetention = defineRetention({
  name: 'sign_in_session',
  title: 'Sign-ins of staff',
  from: 'the end of the sign-in',
  of: 'installation',
  period: { months: 1 },
  least: 1,
  most: 12,
  outcome: 'Deleted',
  because: 'To look into a sign-in that was not the person’s own',
  steps: [
    retentionStep({ table: 'sign_in_session', key: ['id_hash'], due: 't.ends_at < :before' }),
    retentionStep({ table: 'ended_sign_in', key: ['id_hash'], lock: false, due: 't.ended_at < :before' }),
    retentionStep({ table: 'sign_in_failure', lock: false, due: 't.at < :before' }),
    retentionStep({ table: 'email_change', key: ['user_id'], lock: false, due: 't.asked_at < :before' }),
  ],
});

/** Browsers are known for as long as KnownBrowsers says; this is only when their hashes go. */
export const browserRetention = defineRetention({
  name: 'known_browser',
  title: 'Browsers staff signed in with',
  from: 'the last sign-in in them',
  of: 'installation',
  period: { days: 180 },
  least: 180,
  most: 180,
  outcome: 'Deleted; the browser is as good as new',
  because: 'A known browser keeps strangers from locking its owner out',
  steps: [retentionStep({ table: 'known_browser', key: ['hash', 'user_id'], due: 't.used_at < :before' })],
});

/** Personal links and API tokens that no longer work; of both only hashes are kept. */
export const linkRetention = defineRetention({
  name: 'link_token',
  title: 'Personal links and API tokens that no longer work',
  from: 'their end',
  of: 'installation',
  period: { months: 3 },
  least: 1,
  most: 24,
  outcome: 'Deleted',
  because: 'Until then a link says that it has ended, and does not look broken',
  steps: [
    retentionStep({
      table: 'link_token',
      key: ['hash'],
      due: `least(coalesce(t.revoked_at, 'infinity'), coalesce(t.expires_at, 'infinity')) < :before
        AND t.created_at <= :known`,
    }),
    retentionStep({
      table: 'api_token',
      due: `least(coalesce(t.revoked_at, 'infinity'), t.expires_at) < :before`,
    }),
  ],
});

/** What somebody proposed, and sole traders among it. What was accepted is a record of its own by then. */
export const proposalRetention = defineRetention({
  name: 'proposal',
  title: 'Proposals that were decided, or that nobody confirmed in time',
  from: 'the decision, or the last day for it',
  of: 'area',
  period: { months: 12 },
  least: 1,
  most: 72,
  outcome: 'Deleted; who proposed and who decided stands in the audit',
  because: 'So that whoever proposed it can read what became of it',
  steps: [retentionStep({ table: 'proposal', due: 'coalesce(t.decided_at, t.ends_at) < :before' })],
});

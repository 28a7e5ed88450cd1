import { defineRetention, retentionStep } from '#platform';

/** The words of what came back. An area's own readings of it go with who was sent which email. */
export const wordsRetention = defineRetention({
  name: 'returned_mail',
  title: 'Emails that came back, and answers',
  from: 'they came in',
  of: 'installation',
  period: { days: 90 },
  least: 14,
  most: 365,
  outcome: 'Words, sender and subject are deleted; what was read from it stays',
  because: 'To look at what the program could not make out',
  steps: [
    retentionStep({
      table: 'returned_mail',
      due: `t.at < :before AND (t.words IS NOT NULL OR t.state IN ('unmatched', 'unreadable', 'guessed'))`,
      set: `words = NULL, sender = NULL, subject = NULL,
            state = CASE WHEN t.state IN ('unmatched', 'unreadable', 'guessed') THEN 'dismissed' ELSE t.state END`,
    }),
  ],
});

export const readingsRetention = defineRetention({
  name: 'returned_mail_reading',
  title: 'What was read from emails that came back',
  from: 'they came in',
  of: 'installation',
  period: { months: 24 },
  least: 12,
  most: 72,
  outcome: 'Addresses in it are deleted; that an email came back stays',
  because: 'Dead addresses are told by what came back within a year',
  steps: [
    retentionStep({
      table: 'returned_mail',
      due: `t.at < :before AND (t.readings <> '[]' OR t.envelope_to IS NOT NULL)`,
      set: `readings = '[]', envelope_to = NULL`,
    }),
  ],
});

import { defineRetention, retentionStep } from '#platform';

/** A message that has ended, by the time of its end; one in hand is never touched. */
const ENDED = `t.settled_at IS NOT NULL
  AND t.state IN ('sent', 'bounced', 'failed', 'cancelled', 'expired', 'suppressed')`;
/** The same of the message a row `t` belongs to. */
const OF_ENDED = `EXISTS (SELECT FROM message m WHERE m.area_id = t.area_id AND m.id = t.message_id AND m.settled_at < :before
  AND m.state IN ('sent', 'bounced', 'failed', 'cancelled', 'expired', 'suppressed'))`;

/** What mail servers answered, word for word; answers often repeat the address. */
export const attemptRetention = defineRetention({
  name: 'attempt',
  title: 'Answers of mail servers',
  from: 'the try to hand an email over',
  of: 'area',
  period: { months: 3 },
  least: 1,
  most: 24,
  outcome: 'The words are deleted; the code, and how it ended, stay',
  because: 'To find out why email does not arrive',
  steps: [
    retentionStep({
      table: 'attempt',
      due: 't.ended_at < :before AND t.smtp_text IS NOT NULL',
      set: 'smtp_text = NULL',
    }),
  ],
});

/** What an email said to its recipient: its edition stays, which names nobody. */
export const bodyRetention = defineRetention({
  name: 'message_body',
  title: 'What emails said',
  from: 'the email went or ended',
  of: 'area',
  period: { months: 12 },
  least: 3,
  most: 36,
  outcome: 'What was put into the words for this person is deleted; that it was sent stays',
  because: 'To answer a question about an email',
  steps: [
    retentionStep({
      table: 'message',
      due: `${ENDED} AND t.settled_at < :before AND t.data <> '{}'`,
      set: `data = '{}'`,
    }),
    // Of the time before a mail server was set.
    retentionStep({ table: 'caught_mail', lock: false, due: 't.at < :before' }),
  ],
});

/** Rows without anybody in them are counts: what a page counts by purpose, state and day stays the same. */
export const metadataRetention = defineRetention({
  name: 'message_metadata',
  title: 'Who was sent which email',
  from: 'the email went or ended',
  of: 'area',
  period: { months: 24 },
  least: 6,
  most: 72,
  outcome:
    'Name, address, subject and what came back are deleted; what it was for, when and how it ended still count',
  because: 'To show that somebody was, or was not, written to',
  steps: [
    retentionStep({ table: 'returned_reading', due: OF_ENDED }),
    retentionStep({ table: 'delivery_event', lock: false, due: OF_ENDED }),
    retentionStep({ table: 'attempt', due: OF_ENDED }),
    retentionStep({
      table: 'message',
      due: `${ENDED} AND t.settled_at < :before AND t.address <> ''`,
      set: `address = '', recipient_name = '', contact_id = NULL, subject = 'no longer kept', cause = '', reason = NULL,
            decision = NULL, override = NULL, data = '{}'`,
    }),
  ],
});

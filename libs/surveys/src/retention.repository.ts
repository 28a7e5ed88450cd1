import { defineRetention, leavesTrace, retentionStep } from '#platform';

leavesTrace(
  'contact',
  `SELECT FROM invitation i JOIN wave w ON w.area_id = i.area_id AND w.id = i.wave_id
    WHERE i.area_id = t.area_id AND i.contact_id = t.id
      AND (w.state <> 'closed' OR w.closed_at > :known OR w.counted_until >= (:before AT TIME ZONE 'Europe/London')::date)`,
);

/** A survey's answers stopped counting so long ago. */
const CLOSED = (wave: string) => `EXISTS (SELECT FROM wave w WHERE w.area_id = t.area_id AND w.id = ${wave}
  AND w.state = 'closed' AND w.counted_until < (:before AT TIME ZONE 'Europe/London')::date AND w.closed_at <= :known)`;
const OF_ANSWER = (more: string) =>
  `EXISTS (SELECT FROM answer a WHERE a.area_id = t.area_id AND a.id = t.answer_id AND ${more})`;
const CLOSED_OF_ANSWER = `EXISTS (SELECT FROM wave w WHERE w.area_id = a.area_id AND w.id = a.wave_id
  AND w.state = 'closed' AND w.counted_until < (:before AT TIME ZONE 'Europe/London')::date AND w.closed_at <= :known)`;

export const draftRetention = defineRetention({
  name: 'answer_draft',
  title: 'Answers that were begun and not sent',
  from: 'answers stopped counting',
  of: 'area',
  period: { months: 1 },
  least: 1,
  most: 6,
  outcome: 'Deleted; that somebody had begun still counts',
  because: 'What was not sent is the person’s own',
  steps: [
    retentionStep({
      table: 'answer_text',
      key: ['area_id', 'answer_id', 'item_id', 'part'],
      due: OF_ANSWER(`a.status = 'draft' AND ${CLOSED_OF_ANSWER}`),
    }),
    retentionStep({
      table: 'answer',
      due: `t.status = 'draft' AND ${CLOSED('t.wave_id')}`,
    }),
  ],
});

export const respondentRetention = defineRetention({
  name: 'answer_respondent',
  title: 'Who answered a survey for an employer',
  from: 'answers stopped counting',
  of: 'area',
  period: { months: 24 },
  least: 6,
  most: 72,
  outcome: 'Who answered, or was asked to, is forgotten; the organisation’s answer stays',
  because: 'To see whether the same person answered before and after',
  steps: [
    retentionStep({
      table: 'answer',
      due: `t.contact_id IS NOT NULL AND ${CLOSED('t.wave_id')}`,
      set: 'contact_id = NULL',
    }),
    retentionStep({
      table: 'invitation',
      due: `t.contact_id IS NOT NULL AND ${CLOSED('t.wave_id')}`,
      set: 'contact_id = NULL',
    }),
  ],
});

export const answerRetention = defineRetention({
  name: 'answer_employer',
  title: 'What employers answered',
  from: 'answers stopped counting',
  of: 'area',
  period: { months: 72 },
  least: 24,
  most: 120,
  outcome:
    'The answers are deleted; that the employer answered stays, and so do the figures that were counted from it',
  because: 'Change is told over several years',
  steps: [
    retentionStep({
      table: 'answer_text',
      key: ['area_id', 'answer_id', 'item_id', 'part'],
      due: OF_ANSWER(CLOSED_OF_ANSWER),
    }),
    retentionStep({
      table: 'answer',
      due: `t.items <> '{}' AND ${CLOSED('t.wave_id')}`,
      set: `items = '{}'`,
    }),
  ],
});

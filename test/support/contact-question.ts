import { projectFile } from '#platform';
import { answerTo, layOver } from '../scenarios/contact-cases.js';
import { instantText, questionShape } from '../scenarios/contact-question.shape.js';

type Json = object;
const { bankHolidays, decision } = JSON.parse(projectFile('test/data/automation/cases.json'));

/** What the contact policy decides for a case laid over the defaults of the worked ones. */
export const decided = (input: Json) =>
  answerTo(questionShape(bankHolidays).parse(layOver(decision.defaults, input)));

/** The same as one line: `send ok`, `hold 2026-12-02T09:00:00Z limit_employer`, `never expires_first not_due`. */
export function ask(input: Json): string {
  const { decision, until, reason, because, into } = decided(input);
  return [decision, instantText(until), reason, because, into].filter(Boolean).join(' ');
}

/** A call that reached the employer, by a partner. */
export const call = (at: string, more: Json = {}): Json => ({
  at: at.includes('T') ? at : `${at}T10:00:00Z`,
  kind: 'call',
  direction: 'out',
  state: 'spoke',
  agency: 'jobcentre-plus',
  employer: 'e1',
  person: null,
  ...more,
});

/** An invitation of our own that was sent to the person at the employer. */
export const mail = (at: string, more: Json = {}): Json => ({
  at: at.includes('T') ? at : `${at}T10:00:00Z`,
  kind: 'mail',
  direction: 'out',
  purpose: 'invitation',
  state: 'sent',
  agency: 'own',
  employer: 'e1',
  person: 'p1',
  mailing: null,
  ...more,
});

/** Another message that is due, to the same person. */
export const other = (id: string, more: Json = {}): Json => ({
  id,
  channel: 'mail',
  purpose: 'engagement',
  employer: 'e1',
  person: 'p1',
  dueAt: '2026-11-25T09:00:00Z',
  expiresAt: null,
  ...more,
});

/** At a moment, due then too, with nothing that closes. */
export const at = (now: string, message: Json = {}): Json => ({
  now,
  message: { dueAt: now, expiresAt: null, ...message },
});

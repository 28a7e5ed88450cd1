import { clockTime, count, longDate, plainDate, startOfDay } from '#platform';
import type { Freed } from './contact-limits.rules.js';
import type { ContactReason, ContactSuppression } from './contact-policy.types.js';

/** What a reason is about, where its sentence needs more than the reason. */
export interface Detail {
  freed?: Freed;
  stop?: ContactSuppression;
  /** The instant a reason speaks of: due, expired, rest until. */
  at?: Date;
  /** The other message. */
  other?: string;
  level?: 'employer' | 'person';
  role?: string | null;
}

/** "9am on Wednesday 2 December 2026" */
export const momentWords = (at: Date): string => `${clockTime(at)} on ${longDate(at)}`;

function limitWords({ freed }: Detail): string {
  if (!freed) return 'The contact limit is reached.';
  const who = freed.level === 'person' ? 'This person' : 'This employer';
  const most = `${count(freed.limit.max, 'contact', 'contacts')} in ${count(freed.limit.days, 'day', 'days')}`;
  const { kind, agency, day } = freed.counted;
  const by = agency === 'own' ? '' : ` by ${agency}`;
  return `${who} may have at most ${most}, and the ${kind === 'mail' ? 'email' : kind} of ${plainDate(startOfDay(day))}${by} still counts.`;
}

function objectionWords({ stop }: Detail): string {
  if (!stop) return 'They said no to this kind.';
  const who = { employer: 'The employer', address: 'This address', person: 'This person' }[stop.on];
  const to = stop.scope.startsWith('topic:')
    ? `email about ${stop.scope.slice('topic:'.length)}`
    : ({ everything: 'everything', engagement: 'advertising' }[stop.scope] ?? 'all but service emails');
  return stop.why === 'complaint'
    ? `An email to them was reported as spam, which counts as a no to ${to}.`
    : `${who} said no to ${to}.`;
}

const WORDS: Record<ContactReason, (detail: Detail) => string> = {
  ok: () => 'Nothing stands against it.',
  service_cannot_wait: () => 'It is outside sending hours, but it would be useless once they begin.',
  stopped: () => 'Staff stopped it.',
  already_sent: () => 'It has been tried before; it does not go twice.',
  expired: ({ at }) => `It was of use only until ${at ? momentWords(at) : 'now'}.`,
  expires_first: ({ at }) =>
    `It would be allowed only after it is of no use${at ? ` (${momentWords(at)})` : ''}.`,
  person_left: () => 'This person has left the employer.',
  employer_closed: () => 'The employer has closed.',
  no_address: () => 'There is no address to send it to.',
  address_suppressed: () => 'The address does not work: an email to it was returned.',
  objection: objectionWords,
  no_consent: () =>
    'It advertises, and this mailbox counts as an individual’s: that needs their consent or a soft opt-in.',
  limit_zero: ({ level }) =>
    `The area has set a contact limit to 0 for ${level === 'person' ? 'people' : 'employers'}: nobody is contacted.`,
  superseded: () => 'A later message about the same thing is due, and goes instead.',
  merged: () => 'It goes with another email to the same person.',
  after_restore: () => 'It was found unsent after a restore and waits to be released.',
  area_paused: () => 'The area is paused.',
  rule_paused: () => 'The rule that sends it is paused.',
  no_recipient: ({ role }) => `Nobody holds the role it is for${role ? ` (${role})` : ''}.`,
  legal_form_unknown: () =>
    'It advertises, and whether that is allowed depends on the employer’s legal form, which is not stated.',
  asked_to_wait: ({ at, stop }) =>
    `${stop?.why === 'bounce' ? 'The address takes no email' : 'They asked for no contact'} before ${at ? plainDate(at) : 'a date'}.`,
  limit_person: limitWords,
  limit_employer: limitWords,
  another_first: () => 'Another message to them goes first.',
  not_due: ({ at }) => `It is planned for ${at ? momentWords(at) : 'later'}.`,
  quiet_hours: () => 'It is outside sending hours.',
  quiet_day: () => 'It is a weekend or a bank holiday.',
};

/** A reason in plain English, one or two sentences, without names or addresses. */
export const decisionSentence = (reason: ContactReason, detail: Detail = {}): string => WORDS[reason](detail);

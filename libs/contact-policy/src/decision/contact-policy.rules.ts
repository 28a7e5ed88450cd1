/**
 * The one decision on whether a message may go now: mail of every campaign, a partner's call, a letter, a visit
 * (automation.md section 1; the cases in test/data/automation decide where it is silent). Pure: all it knows is handed
 * over. Called for the sender by ContactGate; test/scenarios replays the cases.
 */
import { londonDay, startOfDay } from '#platform';
import { contactsIn, isReply, nextAllowed, zeroLimit } from './contact-limits.rules.js';
import {
  type ContactDecision,
  type ContactEmployer,
  type ContactEvent,
  type ContactMessage,
  type ContactPerson,
  type ContactPurpose,
  type ContactReason,
  type ContactSettings,
  type ContactSuppression,
  overrides,
  purposeOf,
} from './contact-policy.types.js';
import { restingUntil, suppressedBy } from './contact-suppressions.rules.js';
import { type Detail, decisionSentence, momentWords } from './decision-sentences.rules.js';
import { mayAdvertise } from './pecr.rules.js';
import { isDue, queuePosition, supersededBy } from './queue-position.rules.js';
import { nextOpening, onWorkingDate } from './working-time.rules.js';

/** All a decision looks at, in whole seconds, with the recipient the message really has. */
interface Look {
  settings: ContactSettings;
  message: ContactMessage;
  purpose: ContactPurpose;
  employer: ContactEmployer | null;
  person: ContactPerson | null;
  history: readonly ContactEvent[];
  stops: readonly ContactSuppression[];
  others: readonly ContactMessage[];
  now: Date;
}

interface Hold {
  until: Date;
  reason: ContactReason;
  detail: Detail;
}

/**
 * Send now, hold until an instant or a person's act, or never; each with its reason.
 * `others` are messages that only the contact limits could hold; `person` null means nobody in particular.
 * Instants are cut to whole seconds, local dates and times are London's. Throws a RangeError when sending hours never open.
 */
export function decide(
  settings: ContactSettings,
  message: ContactMessage,
  employer: ContactEmployer | null,
  person: ContactPerson | null,
  history: readonly ContactEvent[],
  stops: readonly ContactSuppression[],
  others: readonly ContactMessage[],
  now: Date,
): ContactDecision {
  // Who left no longer holds a role: what is meant for the role waits for the next one.
  const nobody = message.person === null || (message.toRole !== null && person?.left);
  const recipient = nobody ? null : person;
  const look: Look = {
    settings,
    message: {
      ...inSeconds(message),
      employer: employer?.id ?? message.employer,
      person: recipient?.id ?? null,
    },
    purpose: purposeOf(message),
    employer,
    person: recipient,
    history,
    stops,
    others: others.map(inSeconds),
    now: wholeSecond(now),
  };
  return refused(look) ?? heldByPeople(look) ?? heldByTime(look);
}

const wholeSecond = (at: Date): Date => new Date(Math.floor(at.getTime() / 1000) * 1000);
const inSeconds = (message: ContactMessage): ContactMessage => ({
  ...message,
  dueAt: message.dueAt && wholeSecond(message.dueAt),
  waitingSince: message.waitingSince && wholeSecond(message.waitingSince),
  expiresAt: message.expiresAt && wholeSecond(message.expiresAt),
});

/** Why, without what follows from it: the second half of a decision's sentence. */
export const whyOf = ({ sentence }: ContactDecision): string =>
  sentence.replace(/^(?:Goes now|Does not go|Held until [^.]*)\. /, '');

const never = (reason: ContactReason, detail: Detail = {}): ContactDecision => ({
  decision: 'never',
  until: null,
  reason,
  sentence: `Does not go. ${decisionSentence(reason, detail)}`,
});
const send = (reason: ContactReason): ContactDecision => ({
  decision: 'send',
  until: null,
  reason,
  sentence: `Goes now. ${decisionSentence(reason)}`,
});

/** Order 1 to 4: what no waiting helps. */
function refused(look: Look): ContactDecision | undefined {
  const { settings, message, purpose, employer, person, stops, others, now } = look;
  if (message.state === 'stopped') return never('stopped');
  if (message.keyEnded !== null) return never('already_sent');
  if (isPast(message.expiresAt, now)) return never('expired', { at: message.expiresAt! });
  if (person?.left) return never('person_left');
  if (employer?.closed && purpose !== 'service') return never('employer_closed');
  if (lacksAddress(look)) return never('no_address');
  const no = suppressedBy(stops, message);
  if (no) return never(no.why === 'bounce' ? 'address_suppressed' : 'objection', { stop: no });
  if (mayAdvertise(settings, message, employer, person, now) === 'no') return never('no_consent');
  const zero = exempt(look, now) ? undefined : zeroLimit(message, settings);
  if (zero) return never('limit_zero', { level: zero });
  const later = supersededBy(message, others, now);
  if (later !== undefined) return never('superseded', { other: later });
  return undefined;
}

const isPast = (at: Date | null, now: Date): boolean => at !== null && at <= now;

/** Mail needs an address, unless it waits for somebody to hold the role. */
const lacksAddress = ({ message, person }: Look): boolean =>
  message.channel === 'mail' && (person ? !person.address?.trim() : message.toRole === null);

/** Order 5: until a person acts. */
function heldByPeople({
  settings,
  message,
  purpose,
  employer,
  person,
  now,
}: Look): ContactDecision | undefined {
  const hold = (reason: ContactReason, detail: Detail = {}): ContactDecision => ({
    decision: 'hold',
    until: null,
    reason,
    sentence: `Held until somebody acts. ${decisionSentence(reason, detail)}`,
  });
  if (message.restored) return hold('after_restore');
  if (settings.pause === 'all' || (settings.pause === 'non-service' && purpose !== 'service'))
    return hold('area_paused');
  if (message.rulePaused) return hold('rule_paused');
  if (message.toRole !== null && !person) return hold('no_recipient', { role: message.toRole });
  if (mayAdvertise(settings, message, employer, person, now) === 'unknown') return hold('legal_form_unknown');
  return undefined;
}

/** Whether a message that goes at this instant is none that limits speak of: service, or a reply. */
const exempt = ({ settings, message, purpose }: Look, at: Date): boolean =>
  purpose === 'service' || isReply(message.replyTo, at, settings);

/** Whether limits could hold it at this instant: an override lifts them, but for a limit of 0. */
const limited = (look: Look, at: Date): boolean => !exempt(look, at) && !overrides(look.message, 'limits');

/** Whether it may go at any hour at this instant: replies, service answering an act just done, an override. */
const anyHour = ({ settings, message, purpose }: Look, at: Date): boolean =>
  isReply(message.replyTo, at, settings) ||
  (purpose === 'service' && message.immediate) ||
  overrides(message, 'hours');

/**
 * Order 6 to 8: until a date. Looked at from now, and again from the instant that comes out of it: by then an answer may
 * be no reply any more, and a mailing's day be over, so that more stands against it. That only ever moves it on.
 */
function heldByTime(look: Look): ContactDecision {
  const { settings, message, now } = look;
  const contacts = contactsIn(look.history, settings);
  const rest = restingUntil(look.stops, message, now);
  const readyAt = [message.dueAt, rest?.until].reduce<Date>((at, one) => (one && one > at ? one : at), now);
  const position = limited(look, readyAt)
    ? queuePosition(message, readyAt, look.others, contacts, settings, now)
    : { turn: undefined, mergedInto: undefined };
  if (position.mergedInto !== undefined)
    return { ...never('merged', { other: position.mergedInto }), into: position.mergedInto };

  for (let at = now; ; ) {
    const zero = exempt(look, at) ? undefined : zeroLimit(message, settings);
    if (zero) return never('limit_zero', { level: zero });
    const latest = latestHold(look, contacts, rest, position.turn, at);
    const free = latest?.until ?? now;
    const goes = anyHour(look, at) ? free : nextOpening(free, settings);
    if (goes <= at) return outcome(look, latest, goes);
    at = goes;
  }
}

/** Order 6: the hold that ends last; of those that end together the first named here. */
function latestHold(
  look: Look,
  contacts: ReturnType<typeof contactsIn>,
  rest: ReturnType<typeof restingUntil>,
  turn: string | undefined,
  at: Date,
): Hold | undefined {
  const { settings, message, now } = look;
  const holds: Hold[] = [];
  if (!isDue(message, now))
    holds.push({ until: message.dueAt!, reason: 'not_due', detail: { at: message.dueAt! } });
  if (rest)
    holds.push({ until: rest.until, reason: 'asked_to_wait', detail: { at: rest.until, stop: rest } });
  if (limited(look, at)) {
    const day = londonDay(anyHour(look, at) ? at : nextOpening(at, settings));
    const freed = nextAllowed(message, contacts, settings, day);
    if (freed)
      holds.push({ until: startOfDay(freed.day), reason: `limit_${freed.level}`, detail: { freed } });
    if (turn) holds.push({ until: startOfDay(turn), reason: 'another_first', detail: {} });
  }
  return holds
    .filter((hold) => hold.until > now)
    .reduce<Hold | undefined>((best, hold) => (best && best.until >= hold.until ? best : hold), undefined);
}

/** Order 7 and 8: named by its hold, else by the quiet time; never, when it is of no use by then. */
function outcome(look: Look, latest: Hold | undefined, goes: Date): ContactDecision {
  const { settings, message, purpose, now } = look;
  if (goes <= now) return send('ok');
  const quiet = onWorkingDate(now, settings) ? 'quiet_hours' : 'quiet_day';
  const { reason, detail }: Pick<Hold, 'reason' | 'detail'> = latest ?? { reason: quiet, detail: {} };
  let until = goes;
  if (isPast(message.expiresAt, goes)) {
    const free = latest?.until ?? now;
    if (purpose !== 'service' || isPast(message.expiresAt, free)) {
      const why = decisionSentence(reason, detail);
      const late = never('expires_first', { at: message.expiresAt! });
      return { ...late, because: reason, sentence: `${late.sentence} ${why}` };
    }
    // Service mail goes in quiet time rather than be lost.
    if (!latest) return send('service_cannot_wait');
    until = free;
  }
  return {
    decision: 'hold',
    until,
    reason,
    sentence: `Held until ${momentWords(until)}. ${decisionSentence(reason, detail)}`,
  };
}

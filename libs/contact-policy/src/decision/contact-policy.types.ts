import type { Weekday } from '#platform';

/** What a mail, call, letter or visit is for. Who advertises in a service or survey message makes it engagement. */
export type ContactPurpose = 'service' | 'invitation' | 'engagement';
export type Channel = 'mail' | 'call' | 'letter' | 'visit';

/** At most `max` contacts in `days` local dates. 0: nobody at all; `unlimited`: no limit; null: the level above says. */
export interface ContactLimit {
  max: number | 'unlimited' | null;
  days: number;
}
export interface LimitPair {
  short: ContactLimit | null;
  long: ContactLimit | null;
}
export type LimitLevel = 'employer' | 'person';
export type ContactLimits = Record<LimitLevel, LimitPair>;

/** What an area has set. Times are London clock times `HH:MM`, `24:00` the end of the day. */
export interface ContactSettings {
  /** Bank holidays as `2026-12-28`: those of the area's nation and its one-off days. */
  holidays: ReadonlySet<string>;
  workingDays: readonly Weekday[];
  sendFrom: string;
  sendUntil: string;
  limits: ContactLimits;
  /** The limits of the level above, for what the area left blank. */
  inherited: ContactLimits;
  /** Kinds that count as a contact: purposes of mail, and `call`, `visit`, `letter`. One not named counts. */
  counts: Readonly<Record<string, boolean>>;
  agenciesNotCounted: readonly string[];
  /** Until which day after they wrote an answer is a reply and no contact. */
  replyDays: number;
  /** How many mails may travel as one. */
  mergeMax: number;
  pause: 'all' | 'non-service' | null;
  /** The area has declared that promoting its unpaid offers is its public task. */
  publicTask: boolean;
  senderIsCharity: boolean;
}

export interface ContactOverride {
  by: string;
  reason: string;
  covers: readonly ('limits' | 'hours')[];
}

/** A message, or a call or visit somebody is about to make. Ids are those of any caller; only equality counts. */
export interface ContactMessage {
  id: string;
  channel: Channel;
  purpose: ContactPurpose;
  promotional: boolean;
  chargedFor: boolean;
  employer: string | null;
  person: string | null;
  /** Meant for whoever holds this role. */
  toRole: string | null;
  dueAt: Date | null;
  /** Since when it stands in line, where a hold has made it due again later; null: since it is due. */
  waitingSince: Date | null;
  /** From this instant on it is of no use. */
  expiresAt: Date | null;
  /** Answers an act the person has just done. */
  immediate: boolean;
  /** When they wrote or asked. */
  replyTo: Date | null;
  /** One mailing to several people. */
  mailing: string | null;
  /** What one can leave alone. */
  topic: string | null;
  /** A chain of messages about one thing, and the place in it. */
  family: string | null;
  step: number;
  /** Lower goes first; null: invitation 3, engagement 5. */
  priority: number | null;
  mergeable: boolean;
  override: ContactOverride | null;
  /** `stopped` when staff stopped it; every other state is one that is still to go. */
  state: string;
  /** How an earlier message with this send key ended. */
  keyEnded: string | null;
  restored: boolean;
  rulePaused: boolean;
}

export interface ContactEmployer {
  id: string;
  /** As stated by staff; see pecr.rules.ts for the words it knows. */
  legalForm: string | null;
  closed: boolean;
}

/** A yes to advertising. Null: when is not recorded. */
export interface Consent {
  at: Date | null;
}

export interface ContactPerson {
  id: string;
  address: string | null;
  addressKind: 'work' | 'private';
  left: boolean;
  consent: Consent | null;
  softOptIn: Consent | null;
}

/** What was tried or done, by any agency. Which of it is a contact is decided here. */
export interface ContactEvent {
  at: Date;
  kind: string;
  direction: 'in' | 'out';
  /** Mail: sent, sending, unknown, bounced…; call: spoke, voicemail, no-answer; visit: planned, done…; letter: posted. */
  state: string;
  agency: string;
  employer: string | null;
  person: string | null;
  purpose: ContactPurpose | null;
  promotional: boolean;
  mailing: string | null;
  replyTo: Date | null;
}

/** Somebody or something said no, for good or for a time. */
export interface ContactSuppression {
  on: 'person' | 'address' | 'employer';
  /** `everything`, `all-but-service`, `engagement` or `topic:<name>`. */
  scope: string;
  /** objection, unsubscribe, complaint, bounce, pause… */
  why: string;
  /** Allowed again from here on; null: for good. */
  until: Date | null;
}

export type ContactReason =
  | 'ok'
  | 'service_cannot_wait'
  | 'stopped'
  | 'already_sent'
  | 'expired'
  | 'expires_first'
  | 'person_left'
  | 'employer_closed'
  | 'no_address'
  | 'address_suppressed'
  | 'objection'
  | 'no_consent'
  | 'limit_zero'
  | 'superseded'
  | 'merged'
  | 'after_restore'
  | 'area_paused'
  | 'rule_paused'
  | 'no_recipient'
  | 'legal_form_unknown'
  | 'asked_to_wait'
  | 'limit_person'
  | 'limit_employer'
  | 'another_first'
  | 'not_due'
  | 'quiet_hours'
  | 'quiet_day';

/** Send, hold until an instant (null: until a person acts) or never, and why: a code and a sentence for people. */
export interface ContactDecision {
  decision: 'send' | 'hold' | 'never';
  until: Date | null;
  reason: ContactReason;
  /** The hold that outlasts its use, where the reason is `expires_first`. */
  because?: ContactReason;
  /** The id of the message it travels in, where the reason is `merged`. */
  into?: string;
  sentence: string;
}

/** What it is for in the eyes of the law: whoever advertises in it makes it engagement. */
export const purposeOf = (message: { purpose: ContactPurpose; promotional: boolean }): ContactPurpose =>
  message.promotional ? 'engagement' : message.purpose;

/** An override counts only with a name and a reason. */
export function overrides(message: Pick<ContactMessage, 'override'>, what: 'limits' | 'hours'): boolean {
  const given = message.override;
  return Boolean(given?.by.trim() && given.reason.trim() && given.covers.includes(what));
}

import type { MessageDecision } from '../message/message.entity.js';

/** The rule behind a hold or an end: what staff call it, and where on the page of contact rules it stands. */
export interface RuleWords {
  title: string;
  /** Of /mail/rules; undefined: it is no setting of an area. */
  section?: 'limits' | 'hours' | 'permission';
}

const RULES: Readonly<Record<string, RuleWords>> = {
  quiet_hours: { title: 'Outside sending hours', section: 'hours' },
  quiet_day: { title: 'Weekend or bank holiday', section: 'hours' },
  limit_person: { title: 'The contact limit of the person', section: 'limits' },
  limit_employer: { title: 'The contact limit of the employer', section: 'limits' },
  limit_zero: { title: 'A contact limit of 0', section: 'limits' },
  another_first: { title: 'Another email goes first', section: 'limits' },
  asked_to_wait: { title: 'They asked not to be contacted before a date' },
  not_due: { title: 'Planned for later' },
  legal_form_unknown: { title: 'The legal form of the employer is not stated', section: 'permission' },
  no_consent: { title: 'No consent to advertising', section: 'permission' },
  no_recipient: { title: 'Nobody holds the role' },
  area_paused: { title: 'Email is paused' },
  campaign_paused: { title: 'The mailing is paused' },
  rule_paused: { title: 'The mailing is paused' },
  after_restore: { title: 'Waits after a restore' },
  objection: { title: 'They said no' },
  address_suppressed: { title: 'The address does not work' },
  person_left: { title: 'The person has left' },
  employer_closed: { title: 'The employer has closed' },
  'missing-value': { title: 'Its template asks for something it does not have' },
  'template-broken': { title: 'Its template has a mistake' },
  expired: { title: 'Too late' },
  expires_first: { title: 'Allowed only when it is too late' },
  service_cannot_wait: { title: 'A service email that cannot wait', section: 'hours' },
};

/** What staff call the rule of a code of the contact policy or of a pause. */
export const ruleOf = (code: string): RuleWords => RULES[code] ?? { title: 'The contact rules' };

/** Holds by sending hours: an override must say that it lifts them. */
export const quietHolds: ReadonlySet<string> = new Set(['quiet_hours', 'quiet_day']);
const LIMITS: ReadonlySet<string> = new Set(['limit_person', 'limit_employer', 'another_first']);

/** Whether a person may let a mail go in spite of what holds it: only limits and hours. */
export const overridable = (hold: string | null): boolean =>
  hold !== null && (LIMITS.has(hold) || quietHolds.has(hold));

/** Why a message stands as the contact policy left it: the sentence, its rule, and until when. */
export interface Explained {
  code: string;
  sentence: string;
  rule: RuleWords;
  /** When it is looked at again; null: not by itself, or it is not held. */
  until: Date | null;
  overridable: boolean;
}

/** For wherever a message is shown; undefined where the policy has not spoken yet. A pause speaks by the reason. */
export function explain(message: {
  hold: string | null;
  reason: string | null;
  nextAttemptAt: Date | null;
  decision: MessageDecision | null;
}): Explained | undefined {
  const { hold, reason, decision, nextAttemptAt } = message;
  const code = hold ?? decision?.code;
  if (code === undefined) return undefined;
  const said = decision?.code === code || hold === null ? decision?.sentence : undefined;
  return {
    code,
    sentence: said ?? reason ?? `${ruleOf(code).title}.`,
    rule: ruleOf(code),
    until: hold ? nextAttemptAt : null,
    overridable: overridable(hold),
  };
}

import {
  type Consent,
  type ContactEmployer,
  type ContactMessage,
  type ContactPerson,
  type ContactSettings,
  purposeOf,
} from './contact-policy.types.js';

/** A corporate subscriber may be advertised to by mail, an individual one only with consent or soft opt-in. */
export type Subscriber = 'corporate' | 'individual' | 'unknown';

const CORPORATE = new Set(
  [
    'company limited-company private-company private-limited-company public-limited-company ltd plc',
    'company-limited-by-guarantee community-interest-company cic unlimited-company',
    'llp limited-liability-partnership scottish-partnership scottish-limited-partnership',
    'public-body public-authority local-authority government-body nhs-trust nhs-foundation-trust',
    'incorporated-charity charitable-company charitable-incorporated-organisation cio scio',
    'registered-society community-benefit-society co-operative-society royal-charter corporation',
  ].flatMap((words) => words.split(' ')),
);
const INDIVIDUAL = new Set(
  [
    'sole-trader partnership ordinary-partnership general-partnership other-partnership limited-partnership',
    'unincorporated unincorporated-body unincorporated-association unincorporated-charity',
    'trust charitable-trust club individual',
  ].flatMap((words) => words.split(' ')),
);

/**
 * Which kind of subscriber a legal form is under PECR regulation 22 (domain-facts.md section 5). The plain word
 * "charity" says too little; a word not known here is unknown too, so that staff are asked.
 */
export function subscriberOf(legalForm: string | null): Subscriber {
  const form = (legalForm ?? '')
    .trim()
    .toLowerCase()
    .replace(/[\s_()/-]+/g, '-')
    .replace(/^-|-$/g, '');
  if (CORPORATE.has(form)) return 'corporate';
  return INDIVIDUAL.has(form) ? 'individual' : 'unknown';
}

/** Charities' soft opt-in began on this day and does not reach back. */
export const CHARITY_SOFT_OPT_IN = new Date('2026-02-05T00:00:00Z');

/**
 * Whether a message may advertise to this mailbox: yes, no, or unknown until the legal form is stated. Only engagement
 * mail advertises. Where nobody holds the role yet, a missing consent is not known to be missing: that is for later.
 */
export function mayAdvertise(
  settings: ContactSettings,
  message: ContactMessage,
  employer: ContactEmployer | null,
  person: ContactPerson | null,
  now: Date,
): 'yes' | 'no' | 'unknown' {
  if (message.channel !== 'mail' || purposeOf(message) !== 'engagement') return 'yes';
  if (settings.publicTask && !message.chargedFor) return 'yes';
  if (person && agreed(person, settings, now)) return 'yes';
  const subscriber =
    person?.addressKind === 'private' ? 'individual' : subscriberOf(employer?.legalForm ?? null);
  if (subscriber === 'corporate') return 'yes';
  return subscriber === 'individual' && person ? 'no' : 'unknown';
}

function agreed(person: ContactPerson, settings: ContactSettings, now: Date): boolean {
  const given = (permission: Consent | null) =>
    permission !== null && (permission.at === null || permission.at <= now);
  if (given(person.consent)) return true;
  if (!given(person.softOptIn)) return false;
  const at = person.softOptIn!.at;
  return !settings.senderIsCharity || (at !== null && at >= CHARITY_SOFT_OPT_IN);
}

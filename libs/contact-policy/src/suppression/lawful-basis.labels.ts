import { plainDate } from '#platform';
import type { Consent, ContactPurpose } from '../decision/contact-policy.types.js';
import { CHARITY_SOFT_OPT_IN, subscriberOf } from '../decision/pecr.rules.js';
import { topicTitle } from './topics.js';

/** What the rule on advertising by mail (PECR regulation 22) looks at. */
export interface LawfulBasisInput {
  purpose: ContactPurpose;
  /** It advertises, whatever it is for. */
  promotional: boolean;
  topic?: string | null;
  /** Of the employer, as recorded; null: not stated. */
  legalForm: string | null;
  /** The address is a private mailbox, which counts as an individual’s whatever the employer is. */
  privateMailbox?: boolean;
  consent: Consent | null;
  softOptIn: Consent | null;
  /** The area has declared that promoting its unpaid offers is its public task, and this one is unpaid. */
  publicTask?: boolean;
  /** Charities' soft opt-in counts only since 5 February 2026. */
  senderIsCharity?: boolean;
}

/** Short forms that are written in capitals. */
const CAPITALS = new Set(['llp', 'plc', 'cic', 'cio', 'scio', 'nhs', 'ltd']);

/** The rule under which a mail goes, or may not, in one plain sentence or two: it stands on every message. */
export function lawfulBasisLabel(input: LawfulBasisInput): string {
  const { purpose, promotional, topic } = input;
  if (!promotional && purpose === 'service')
    return 'Service email: answers what they did. No consent needed.';
  if (!promotional && purpose === 'invitation')
    return topic === 'surveys' || !topic
      ? 'Survey, agreed with the charter. It advertises nothing, so no consent is needed.'
      : `Invitation (${topicTitle(topic)}) to something they agreed to. It advertises nothing, so no consent is needed.`;
  const why = purpose === 'engagement' ? '' : 'It advertises, so it counts as engagement. ';
  return why + advertising(input);
}

function advertising(input: LawfulBasisInput): string {
  const { legalForm, publicTask, privateMailbox } = input;
  if (publicTask)
    return 'Unpaid offer, which the area has declared its public task: it may go unless they object.';
  const subscriber = privateMailbox ? 'individual' : subscriberOf(legalForm);
  const form = formWords(legalForm);
  const yes = yesWords(input);
  if (subscriber === 'corporate')
    return `Engagement to a company or public body (${form}): ${yes.holds ? yes.text : 'PECR lets it go unless they object'}.`;
  if (subscriber === 'unknown')
    return yes.holds
      ? `Legal form not known: ${yes.text}.`
      : 'Legal form not known, so it cannot be said whether it may go without consent.';
  const who = privateMailbox ? 'Private address, which counts as an individual' : capital(form);
  return yes.holds
    ? `${who}: ${yes.text}.`
    : `${who}: needs consent or soft opt-in, and ${yes.text || 'none is on record'}.`;
}

/** The yes that is on record in words, and whether it counts. */
function yesWords({ consent, softOptIn, senderIsCharity }: LawfulBasisInput): {
  holds: boolean;
  text: string;
} {
  if (consent) return { holds: true, text: `consent${dated(consent)}` };
  if (!softOptIn) return { holds: false, text: '' };
  const counts = !senderIsCharity || (softOptIn.at !== null && softOptIn.at >= CHARITY_SOFT_OPT_IN);
  return counts
    ? { holds: true, text: `soft opt-in${dated(softOptIn)}` }
    : {
        holds: false,
        text: `a charity’s soft opt-in${dated(softOptIn)} does not count, being before 5 February 2026`,
      };
}

const dated = ({ at }: Consent): string => (at ? ` of ${plainDate(at)}` : ' (day not recorded)');

/** "limited-company" → "limited company", "LLP" → "LLP"; "legal form not stated". */
function formWords(legalForm: string | null): string {
  const words = (legalForm ?? '')
    .trim()
    .toLowerCase()
    .split(/[\s_-]+/)
    .filter(Boolean);
  return (
    words.map((word) => (CAPITALS.has(word) ? word.toUpperCase() : word)).join(' ') || 'legal form not stated'
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Plain English for what came back: the kind, the reason, and one sentence for a message's reason. Pure. */
import type { BounceReport } from './bounce-report.js';

/** How each kind is said to staff. */
export function bounceKindLabel(kind: string): string {
  return (
    kinds[kind] ?? (kind.startsWith('feedback-') ? 'Another report by an email provider' : 'Something else')
  );
}

const kinds: Record<string, string> = {
  'bounce-hard': 'The address does not work',
  'bounce-soft': 'Refused, or could not be delivered',
  complaint: 'Reported as spam',
  unsubscribe: 'Asked to be left alone',
  autoreply: 'An automatic reply',
  delivered: 'A report that it arrived',
  'feedback-not-spam': 'Marked as not spam',
  none: 'No report; perhaps a person wrote',
};

/** How each reason is said to staff, as a sentence. */
const reasons: Record<string, string> = {
  userunknown: 'The address does not exist.',
  hostunknown: 'There is no such email domain.',
  hasmoved: 'The address has moved.',
  notaccept: 'The domain takes no mail.',
  mailboxfull: 'The mailbox is full.',
  suspend: 'The mailbox is closed or suspended.',
  filtered: 'The recipient’s mail system filtered it out.',
  spamdetected: 'It was taken for spam.',
  virusdetected: 'It was taken for a virus.',
  blocked: 'Our mail server was refused.',
  badreputation: 'Our mail server has a bad name there.',
  requireptr: 'Our mail server lacks a reverse name.',
  authfailure: 'It did not pass the checks of the sender (SPF, DKIM, DMARC).',
  securityerror: 'It was refused for reasons of security.',
  policyviolation: 'It breaks a rule of the recipient’s mail system.',
  contenterror: 'Something in it was refused.',
  mesgtoobig: 'It was too large.',
  exceedlimit: 'It was too large.',
  norelaying: 'The server takes no email for this address.',
  rejected: 'Our sender address was refused.',
  expired: 'It could not be delivered in time.',
  networkerror: 'The mail server could not be reached.',
  systemerror: 'The recipient’s mail system has a fault.',
  systemfull: 'The recipient’s mail system is full.',
  toomanyconn: 'Too many emails came at once.',
  speeding: 'Too many emails came at once.',
  suppressed: 'The sending service keeps it on its list of dead addresses.',
  notcompliantrfc: 'Something in it breaks the rules of mail.',
  failedstarttls: 'No encrypted connection could be made.',
  greylisted: 'The server asked to try again later.',
  syntaxerror: 'The servers did not understand each other.',
  mailererror: 'The program that delivers mail there failed.',
  onhold: 'The mail system did not say why.',
  undefined: 'It did not say why.',
};

/** One sentence for what a returned mail said, e.g. "Came back: the mailbox is full (5.2.2)." */
export function bounceSentence(answer: Pick<BounceReport, 'kind' | 'action' | 'status' | 'reason'>): string {
  const why = (reasons[answer.reason] ?? reasons['undefined']!).replace(/\.$/, '');
  const said = why.charAt(0).toLowerCase() + why.slice(1);
  const code = answer.status && /^[245]\.\d+\.\d+$/.test(answer.status) ? ` (${answer.status})` : '';
  if (answer.action === 'delayed') return `Not delivered yet, still being tried: ${said}${code}.`;
  if (answer.kind === 'bounce-hard' || answer.kind === 'bounce-soft') return `Came back: ${said}${code}.`;
  return sentences[answer.kind] ?? 'A report came about it.';
}

const sentences: Record<string, string> = {
  complaint: 'The recipient reported it as spam.',
  unsubscribe: 'The recipient asked to be left alone.',
  autoreply: 'An automatic reply came.',
  delivered: 'The recipient’s mail server reported that it arrived.',
  'feedback-not-spam': 'The recipient marked it as not spam.',
  none: 'An answer came to the return address.',
};

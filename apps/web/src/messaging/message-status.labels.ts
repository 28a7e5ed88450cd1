import {
  type MessageLine,
  type MessageState,
  openStates,
  stateNames,
  waitsForContent,
  wasLeft,
} from '#messaging';
import { clockTime, london, shortDate } from '#platform';

export type Tone = 'red' | 'amber' | 'green' | 'grey';

/** "24 Nov 2026, 9:01am", UK time. */
export const moment = (at: Date): string =>
  `${shortDate(at)}, ${clockTime(at) === 'midnight' ? 'start of the day' : clockTime(at)}`;
/** "24 November 2026, 9:01:07am", UK time. */
export const exactly = (at: Date): string =>
  london(at).setLocale('en-GB').toFormat('d LLLL yyyy, h:mm:ss') + london(at).toFormat('a').toLowerCase();

/** How each state is said to staff: the mark's colour and words. */
export const stateWords: Record<MessageState, { tone: Tone; text: string }> = {
  queued: { tone: 'grey', text: stateNames.queued },
  held: { tone: 'amber', text: stateNames.held },
  sending: { tone: 'grey', text: stateNames.sending },
  retry: { tone: 'amber', text: stateNames.retry },
  sent: { tone: 'green', text: stateNames.sent },
  unknown: { tone: 'amber', text: stateNames.unknown },
  bounced: { tone: 'red', text: stateNames.bounced },
  failed: { tone: 'red', text: stateNames.failed },
  suppressed: { tone: 'grey', text: stateNames.suppressed },
  expired: { tone: 'grey', text: stateNames.expired },
  cancelled: { tone: 'grey', text: stateNames.cancelled },
};

/** What each state means, for the table of a sending. */
export const stateMeaning: Record<MessageState, string> = {
  sent: 'The mail server took it.',
  sending: 'It is being handed over now.',
  queued: 'It goes by itself when its time comes.',
  retry: 'The mail server did not take it yet; it is tried again by itself for 72 hours.',
  held: 'Something holds it until a person acts.',
  unknown: 'It was handed over and no answer came: it may have arrived.',
  bounced: 'It came back: the address is dead, or took nothing this time.',
  failed: 'The mail server refused it, or took nothing for 72 hours.',
  suppressed: 'Not sent: nothing of this kind may go to the address.',
  expired: 'Not sent: it would have come too late to be of use.',
  cancelled: 'Not sent: it was stopped.',
};

/** The tabs of the list; every state is in exactly one, so that their counts add up to all. */
export const groups: readonly { key: string; text: string; states: readonly MessageState[] }[] = [
  { key: 'going', text: 'Going out', states: openStates },
  { key: 'sent', text: 'Sent', states: ['sent'] },
  { key: 'unknown', text: 'Not known', states: ['unknown'] },
  { key: 'back', text: 'Bounced or failed', states: ['bounced', 'failed'] },
  { key: 'not-sent', text: 'Not sent', states: ['suppressed', 'expired', 'cancelled'] },
];

export const groupOf = (state: MessageState) => groups.find((group) => group.states.includes(state))!;

type MailStateLook = Pick<MessageLine, 'state' | 'nextAttemptAt'> &
  Partial<Pick<MessageLine, 'hold' | 'template'>>;

/** The mark of a message: its state, and when it goes next where it has not gone. */
export function mark(message: MailStateLook, now: Date): { tone: Tone; text: string } {
  const words = stateWords[message.state];
  const next = message.nextAttemptAt;
  if (!next || next <= now) return words;
  if (message.state === 'queued')
    return message.hold
      ? { tone: 'amber', text: `Held until ${moment(next)}` }
      : { ...words, text: `Goes ${moment(next)}` };
  if (message.state === 'retry') return { ...words, text: `Again ${moment(next)}` };
  if (message.state === 'unknown') return { ...words, text: `Not known; again ${moment(next)}` };
  return words;
}

/** What happens next, or what somebody has to do, in one sentence; where to do it. */
export interface NextStep {
  text: string;
  link?: { href: string; text: string };
}

/** What has to happen before held mail goes, by the code of what holds it (contact-policy.types.ts). */
const HOLDS: Record<string, NextStep> = {
  after_restore: {
    text: 'It goes once somebody releases what was found after the restore.',
    link: { href: '/mail/pauses', text: 'Release' },
  },
  area_paused: {
    text: 'It goes once email of this area is resumed.',
    link: { href: '/mail/pauses', text: 'Pauses' },
  },
  campaign_paused: {
    text: 'It goes once this mailing is resumed.',
    link: { href: '/mail/pauses', text: 'Pauses' },
  },
  legal_form_unknown: { text: 'It goes once the employer’s legal form is stated and allows it.' },
  'missing-value': {
    text: 'Change its template so that it can do without that, then try again.',
  },
  'template-broken': { text: 'Correct its template, then try again.' },
  no_recipient: { text: 'It goes once somebody holds the role it is for.' },
};

/** What happens next to a message, or who has to do what: for rows of lists and the top of its page. */
export function nextStep(message: MailStateLook & Partial<Pick<MessageLine, 'reason'>>, now: Date): NextStep {
  const { state, nextAttemptAt: next, hold } = message;
  const later = next && next > now ? moment(next) : undefined;
  switch (state) {
    case 'queued':
      if (hold && later)
        return { text: `It is looked at again ${later}, and goes if nothing is against it.` };
      return {
        text: later ? `It goes ${later}, after a last check.` : 'It goes within a minute or two.',
      };
    case 'sending':
      return { text: 'It is being handed over now.' };
    case 'retry':
      return { text: later ? `It is tried again ${later}.` : 'It is tried again now.' };
    case 'held':
      return holdStep(hold, message.reason, message.template);
    case 'sent':
      return { text: 'Nothing more to do. If it comes back, that is said here.' };
    case 'unknown':
      return later
        ? { text: `It goes once more ${later}, unless somebody says that it arrived.` }
        : wasLeft(message.reason)
          ? { text: 'It does not go again.' }
          : {
              text: 'It does not go again by itself: somebody has to decide.',
              link: { href: '/mail/unknown', text: 'Decide' },
            };
    case 'bounced':
      return {
        text: DEAD.test(message.reason ?? '')
          ? 'Nothing more goes to this address. Correct it, then send the email again.'
          : 'Send it again once the address takes email.',
      };
    case 'failed':
      return { text: 'It is not tried again by itself. Send it again once the cause is gone.' };
    case 'suppressed':
      return { text: 'It stays unsent. Whoever it was for gets nothing of this kind.' };
    case 'expired':
      return { text: 'It stays unsent.' };
    case 'cancelled':
      return { text: 'It stays stopped.' };
  }
}

/** Where staff change the words of a mail; a test's are those of the mail it tries. */
export const templatePage = (template: string): string =>
  `/mail/templates/${template.replace(/^test-of:/, '')}`;

/** What a dead address is called (smtp.rules.ts of mail-transport, bounce.labels.ts of inbound-mail); anything else that came back may pass. */
const DEAD = /^(?:Came back: t|T)he address does not exist/;

/** The reason of a pause says already what has to happen (pauseReason in flow-control/pauses.rules.ts of messaging). */
function holdStep(
  hold: string | null | undefined,
  reason: string | null | undefined,
  template: string | undefined,
): NextStep {
  const step = HOLDS[hold ?? ''] ?? { text: 'It waits until somebody lets it go or stops it.' };
  if (template && waitsForContent({ state: 'held', hold: hold ?? null }))
    return { ...step, link: { href: templatePage(template), text: 'Its template' } };
  return reason?.includes('It goes once') ? { ...step, text: '' } : step;
}

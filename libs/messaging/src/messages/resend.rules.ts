import { clockTime, emailKey, plainDate } from '#platform';
import type { MessageState } from '../message/message.rules.js';

/** Whoever a mail was for, as the contact stands now. */
export interface PersonNow {
  name: string;
  email: string | null;
  /** They no longer work there. */
  left: boolean;
  /** Since their address was corrected, what this mail said went there as a new one. */
  renewed?: boolean;
}

/** What decides whether a mail that did not arrive may be sent again. */
export interface Missed {
  state: MessageState;
  reason: string | null;
  /** Address it was sent to. */
  address: string;
  expiresAt: Date | null;
  /** Undefined: it was for nobody we keep as a contact. */
  person: PersonNow | undefined;
  /** Why nothing may go to the address it would go to now; undefined: nothing stands against it. */
  blocked: string | undefined;
  /** Code of the mail server's last answer; null: none came. */
  lastCode: number | null;
  /** A later sending of the same mail exists. */
  again: boolean;
  /** The mail's text still takes the data it was written with. */
  writable: boolean;
}

/** Whether it may go again, whether that is right without being asked, to where, and why. */
export interface ResendOption {
  may: boolean;
  /** Ticked unless somebody takes the tick away. */
  ticked: boolean;
  /** Where it would go. */
  address: string;
  /** A sentence for staff. */
  why: string;
  /** Correcting the contact's address comes first. */
  correct: boolean;
}

/** States in which a mail did not reach its person; `unknown` is decided on its own page, never here. */
export const resendable = [
  'bounced',
  'failed',
  'suppressed',
  'expired',
  'cancelled',
] as const satisfies readonly MessageState[];

/** The send key of the next sending of the same mail: the old one, then `:again:1`, `:again:2`… */
export function nextSendKey(key: string): string {
  const [, root, n] = /^(.*):again:(\d+)$/s.exec(key) ?? [];
  return root === undefined ? `${key}:again:1` : `${root}:again:${Number(n) + 1}`;
}

/** Whether a mail that did not arrive goes again if staff say so, and why. Pure; nothing is sent by it. */
export function mayResend(missed: Missed, now: Date): ResendOption {
  const { state, person, expiresAt } = missed;
  const address = person?.email ?? missed.address;
  const corrected = emailKey(address) !== emailKey(missed.address);
  const no = (why: string, correct = false): ResendOption => ({
    may: false,
    ticked: false,
    address,
    why,
    correct,
  });
  const yes = (why: string, ticked: boolean): ResendOption => ({
    may: true,
    ticked,
    address,
    why,
    correct: false,
  });
  if (missed.again) return no('It was sent again already.');
  if (!(resendable as readonly MessageState[]).includes(state))
    return no(
      state === 'unknown'
        ? 'We are not sure it arrived: decide that first.'
        : 'It has not ended without arriving.',
    );
  if (state === 'expired' || (expiresAt && expiresAt <= now))
    return no(
      expiresAt
        ? `It was of use only until ${clockTime(expiresAt)} on ${plainDate(expiresAt)}.`
        : 'It is of no use any more.',
    );
  if (!missed.writable)
    return no('What this email says has changed, so it cannot be written again as it was.');
  if (person?.renewed) return no('The address was corrected since, and it went there as a new email.');
  if (person?.left) return no('This person has left the employer.');
  if (person && !person.email) return no('The contact has no address any more.', true);
  if (state === 'cancelled') return no(`It was stopped on purpose. ${missed.reason ?? ''}`.trim());
  if (missed.blocked !== undefined) return no(missed.blocked, state === 'bounced' && !corrected);
  if (corrected) return yes('The address was corrected since.', true);
  if (state === 'bounced')
    return yes('It came back, but the address is not blocked: only if you know that it works.', false);
  if (state === 'suppressed') return yes('The address is no longer blocked.', true);
  if (missed.lastCode !== null && missed.lastCode >= 500)
    return yes('The mail server refused it for good: it will again unless something has changed.', false);
  return yes('It could not be handed over in time; that may have passed.', true);
}

import type { ContactMessage, ContactSuppression } from './contact-policy.types.js';
import { restingUntil, suppressedBy } from './contact-suppressions.rules.js';

/** That email to an employer is blocked: to everybody there, or to the primary contact; all of it, or offers. */
export interface EmailBlock {
  who: 'all' | 'primary';
  what: 'email' | 'offers';
  /** Allowed again from here on, to somebody at least; null: for good. */
  until: Date | null;
}

/** Somebody at an employer who has an address, and what is in force for it. */
export interface EmailAddressee {
  primary: boolean;
  stops: readonly ContactSuppression[];
}

const asked: Record<
  EmailBlock['what'],
  Pick<ContactMessage, 'channel' | 'purpose' | 'promotional' | 'topic'>
> = {
  email: { channel: 'mail', purpose: 'invitation', promotional: false, topic: null },
  offers: { channel: 'mail', purpose: 'engagement', promotional: false, topic: null },
};

/** The widest block of email to these people; undefined: email may go to the primary contact, offers too. */
export function emailBlock(people: readonly EmailAddressee[], now: Date): EmailBlock | undefined {
  const primary = people.filter((one) => one.primary);
  for (const what of ['email', 'offers'] as const)
    for (const who of ['all', 'primary'] as const) {
      const until = blockedUntil(who === 'all' ? people : primary, what, now);
      if (until !== undefined) return { who, what, until };
    }
  return undefined;
}

/** Until when all of them are blocked; null: for good; undefined: somebody is not, or nobody is there. */
function blockedUntil(
  people: readonly EmailAddressee[],
  what: EmailBlock['what'],
  now: Date,
): Date | null | undefined {
  let first: Date | null = null;
  for (const { stops } of people) {
    if (suppressedBy(stops, asked[what])) continue;
    const rest = restingUntil(stops, asked[what], now);
    if (!rest) return undefined;
    if (!first || rest.until < first) first = rest.until;
  }
  return people.length ? first : undefined;
}

import type {
  ContactEvent,
  ContactMessage,
  ContactSettings,
  DirectoryEmployer,
  DirectoryEvent,
} from '#contact-policy';
import { decide, isContact, whyOf } from '#contact-policy';
import { activityEvent, mailEvent } from './contact-event.rules.js';
import type { NeighbourMail } from './contact-history.repository.js';

/** The latest contact of an employer. */
export interface LastContact {
  at: Date;
  kind: 'mail' | 'call' | 'visit' | 'letter';
  /** Null: the area's own team. */
  agency: string | null;
  /** Who made it; null for email, which the program sends. */
  by: string | null;
}

/** Whether an employer may be contacted: now, from a day on, or not at all, and in a sentence what stands against it. */
export type NextContact =
  | { may: 'now' }
  | { may: 'from'; from: Date; why: string }
  | { may: 'no'; why: string };

/** How an employer stands by the contact rules. */
export interface ContactStatus {
  last: LastContact | null;
  next: NextContact;
}

/**
 * How an employer stands: its latest contact by the area's own reading of what one is, and what would be decided about
 * one more, by somebody of the area to nobody in particular. Pausing email and mail that waits are left aside: they stand
 * against no call.
 */
export function contactStatusOf(
  employer: DirectoryEmployer,
  known: { mails: readonly NeighbourMail[]; events: readonly DirectoryEvent[] },
  settings: ContactSettings,
  now: Date,
): ContactStatus {
  const told = new Map<ContactEvent, string | null>();
  for (const one of known.events) told.set(activityEvent(one, one.contactId), one.by ?? null);
  for (const mail of known.mails) if (mail.at) told.set(mailEvent(mail, mail.at, mail.contactId), null);
  const history = [...told.keys()];
  const latest = history
    .filter((event) => isContact(event, settings))
    .reduce<ContactEvent | undefined>((best, one) => (best && best.at > one.at ? best : one), undefined);
  return {
    last: latest
      ? {
          at: latest.at,
          kind: latest.kind as LastContact['kind'],
          agency: latest.agency === 'own' ? null : latest.agency,
          by: told.get(latest) ?? null,
        }
      : null,
    next: nextOf(employer, history, settings, now),
  };
}

function nextOf(
  employer: DirectoryEmployer,
  history: readonly ContactEvent[],
  settings: ContactSettings,
  now: Date,
): NextContact {
  const open = { ...settings, pause: null };
  const decision = decide(open, callTo(employer.id), employer, null, history, [], [], now);
  if (decision.decision === 'send') return { may: 'now' };
  const why = whyOf(decision);
  return decision.until ? { may: 'from', from: decision.until, why } : { may: 'no', why };
}

const callTo = (employer: string): ContactMessage => ({
  id: 'asked',
  channel: 'call',
  purpose: 'invitation',
  promotional: false,
  chargedFor: false,
  employer,
  person: null,
  toRole: null,
  dueAt: null,
  waitingSince: null,
  expiresAt: null,
  immediate: false,
  replyTo: null,
  mailing: null,
  topic: null,
  family: null,
  step: 1,
  priority: null,
  mergeable: false,
  override: null,
  state: 'queued',
  keyEnded: null,
  restored: false,
  rulePaused: false,
});

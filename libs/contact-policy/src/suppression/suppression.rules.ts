import type { ContactPurpose, ContactSuppression } from '../decision/contact-policy.types.js';

/** How much is stopped: all mail, all but what answers what they do, advertising, or one topic. */
export const suppressionScopes = ['all', 'all-but-service', 'engagement', 'topic'] as const;
export type SuppressionScope = (typeof suppressionScopes)[number];
/** `pause`: they asked for nothing before a date. */
export type SuppressionReason = 'objection' | 'unsubscribe' | 'complaint' | 'bounce' | 'pause';
/** `link`: on the page of a personal link; `one-click`: their mail program's button; `mail`: an unsubscribe mail. */
export const suppressionSources = ['link', 'one-click', 'mail', 'staff', 'bounce', 'complaint'] as const;
export type SuppressionSource = (typeof suppressionSources)[number];

export interface SuppressionTerms {
  scope: SuppressionScope;
  /** Named exactly where the scope is `topic`. */
  topic: string | null;
  why: SuppressionReason;
  /** Allowed again from here on; null: for good. */
  until: Date | null;
}

/** What the person, or somebody on their word, asked for: only they may take it back. A dead address is nobody's wish. */
export const isWish = (why: SuppressionReason): boolean => why !== 'bounce';

/** A stop in the words of the contact policy. */
export const asContactSuppression = (stop: SuppressionTerms): ContactSuppression => ({
  on: isWish(stop.why) ? 'person' : 'address',
  scope: stop.scope === 'all' ? 'everything' : stop.scope === 'topic' ? `topic:${stop.topic}` : stop.scope,
  why: stop.why,
  until: stop.until,
});

/** What a mail is, as far as stopping it goes. */
export interface SuppressibleMail {
  purpose: ContactPurpose;
  promotional: boolean;
  topic: string | null;
}

/** Whether a mail carries the links by which one leaves: all but answers to what somebody did that advertise nothing. */
export const offersUnsubscribe = (mail: Pick<SuppressibleMail, 'purpose' | 'promotional'>): boolean =>
  mail.purpose !== 'service' || mail.promotional;

/**
 * What their mail program's unsubscribe button stops (RFC 8058), from the mail it was pressed on: advertising always;
 * the mail's own topic, since that is what the recipient had before them; and where such a mail names no topic, all but
 * service, for otherwise the next one like it would come. Service mail never stops by one click: it answers them.
 */
export function suppressedByOneClick(mail: SuppressibleMail): Pick<SuppressionTerms, 'scope' | 'topic'>[] {
  const stops: Pick<SuppressionTerms, 'scope' | 'topic'>[] = [{ scope: 'engagement', topic: null }];
  if (!offersUnsubscribe(mail)) return stops;
  if (mail.topic) stops.push({ scope: 'topic', topic: mail.topic });
  else if (mail.purpose === 'invitation') stops.push({ scope: 'all-but-service', topic: null });
  return stops;
}

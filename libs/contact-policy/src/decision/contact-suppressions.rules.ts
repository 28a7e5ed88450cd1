import { type ContactMessage, type ContactSuppression, purposeOf } from './contact-policy.types.js';

const TOPIC = 'topic:';

/** What a stop asks of a message. */
type Stoppable = Pick<ContactMessage, 'channel' | 'purpose' | 'promotional' | 'topic'>;

/** Whether a stop speaks of this message. A dead mailbox takes no mail, not even service, and nothing but mail. */
export function covers(stop: ContactSuppression, message: Stoppable): boolean {
  if (stop.why === 'bounce') return message.channel === 'mail';
  const purpose = purposeOf(message);
  if (stop.scope === 'everything') return true;
  if (stop.scope === 'all-but-service') return purpose !== 'service';
  if (stop.scope === 'engagement') return purpose === 'engagement';
  return stop.scope.startsWith(TOPIC) && stop.scope.slice(TOPIC.length) === message.topic;
}

/** The stop for good that ends this message; a dead address is named before an objection. */
export function suppressedBy(
  stops: readonly ContactSuppression[],
  message: Stoppable,
): ContactSuppression | undefined {
  const forGood = stops.filter((stop) => stop.until === null && covers(stop, message));
  return forGood.find((stop) => stop.why === 'bounce') ?? forGood[0];
}

/** Of the stops in force for a time the one that ends last; undefined where none is. */
export function restingUntil(
  stops: readonly ContactSuppression[],
  message: Stoppable,
  now: Date,
): (ContactSuppression & { until: Date }) | undefined {
  return stops
    .filter((stop) => stop.until !== null && stop.until > now && covers(stop, message))
    .map((stop) => ({ ...stop, until: stop.until! }))
    .reduce<(ContactSuppression & { until: Date }) | undefined>(
      (last, stop) => (last && last.until >= stop.until ? last : stop),
      undefined,
    );
}

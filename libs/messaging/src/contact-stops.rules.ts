import { type ContactMessage, type ContactStop, purposeOf } from './contact-policy.types.js';

const TOPIC = 'topic:';

/** Whether a stop speaks of this message. What a dead mailbox says concerns mail only. */
export function covers(stop: ContactStop, message: ContactMessage): boolean {
  if (stop.why === 'bounce' && message.channel !== 'mail') return false;
  const purpose = purposeOf(message);
  if (stop.scope === 'everything') return true;
  if (stop.scope === 'all-but-service') return purpose !== 'service';
  if (stop.scope === 'engagement') return purpose === 'engagement';
  return stop.scope.startsWith(TOPIC) && stop.scope.slice(TOPIC.length) === message.topic;
}

/** The stop for good that ends this message; a dead address is named before an objection. */
export function saidNo(stops: readonly ContactStop[], message: ContactMessage): ContactStop | undefined {
  const forGood = stops.filter((stop) => stop.until === null && covers(stop, message));
  return forGood.find((stop) => stop.why === 'bounce') ?? forGood[0];
}

/** Until when they asked to be left in peace: the latest of the stops still in force; undefined where none is. */
export function askedToWait(
  stops: readonly ContactStop[],
  message: ContactMessage,
  now: Date,
): Date | undefined {
  const ends = stops
    .filter((stop) => stop.until !== null && stop.until > now && covers(stop, message))
    .map((stop) => stop.until!.getTime());
  return ends.length > 0 ? new Date(Math.max(...ends)) : undefined;
}

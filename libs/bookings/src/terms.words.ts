import { clockTime, longDate, money } from '#platform';
import { isOver } from './place.rules.js';
import { deadline, feePence, type Policy } from './policy.rules.js';

/** An hour and a day, e.g. "3:20pm on Tuesday 8 December 2026", UK time. */
export const hourAndDay = (at: Date): string => `${clockTime(at)} on ${longDate(at)}`;

/** What cancelling costs from now on, as sentences in pounds; for pages and emails. UK time. */
export function policyInWords(policy: Policy, pricePence: number, firstStart: Date, now: Date): string[] {
  if (!pricePence)
    return [
      'If you cannot come, cancel the place through the link in our email, so that somebody else can have it.',
    ];
  const tiers = [...policy.tiers].sort((a, b) => b.minHours - a.minHours);
  const lines: string[] = [];
  for (const tier of tiers) {
    const until = deadline(tier.minHours, firstStart);
    if (isOver(until, now)) continue;
    const fee = feePence(pricePence, tier.cancelFee);
    const cost = !tier.cancel
      ? 'places cannot be cancelled'
      : fee
        ? `cancelling a place costs ${money(fee)}`
        : 'cancelling a place costs nothing';
    const when = tier.minHours
      ? `Until ${hourAndDay(until)}`
      : lines.length
        ? 'After that, until it starts'
        : 'Until it starts';
    lines.push(`${when}, ${cost}.`);
  }
  return lines;
}

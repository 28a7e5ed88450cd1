import { ruleOf } from '#messaging';
import { clockTime, count, longDate } from '#platform';
import type { WaveHolds } from '#surveys';

/** What the contact rules hold of a wave, in lines: how many, why, until when. Undefined where they hold nothing. */
export function holdsModel({
  goes,
  held,
}: WaveHolds): { goes: number; held: number; lines: string[] } | undefined {
  if (!held.length) return undefined;
  return {
    goes,
    held: held.reduce((sum, one) => sum + one.count, 0),
    lines: held.map(({ hold, count: n, first }) => {
      const when = first
        ? `, ${n === 1 ? '' : 'the first '}until ${clockTime(first)} on ${longDate(first)}`
        : '';
      return `${count(n, 'email', 'emails')}: ${ruleOf(hold).title}${when}`;
    }),
  };
}

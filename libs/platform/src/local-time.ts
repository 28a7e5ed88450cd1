import { LONDON } from './format.js';

const SECOND = 1000;
const DAY = 86_400 * SECOND;

/** What a local time means on the two days of a year on which clocks change. */
export interface ClockChange {
  /** It occurs twice, when clocks go back. */
  doubled?: 'first' | 'second';
  /** It is skipped, when they go forward: the moment they do, or as much later as clocks go forward. */
  missing?: 'change' | 'hour-on';
}

/**
 * The instant of a local time on a London day: `localInstant('2026-11-24', '09:00')`. `24:00` is the next midnight. Unless
 * said otherwise a doubled time is the first, a missing one the moment of the change.
 */
export function localInstant(
  day: string,
  time: string,
  { doubled = 'first', missing = 'change' }: ClockChange = {},
): Date {
  const [hours, minutes] = time.split(':').map(Number) as [number, number];
  const wall = Date.parse(`${day}T00:00:00Z`) + (hours * 60 + minutes) * 60 * SECOND;
  const offsetAt = (instant: number) => LONDON.offset(instant) * 60 * SECOND;
  const candidates = [offsetAt(wall - DAY), offsetAt(wall + DAY)].map((offset) => wall - offset);
  const real = candidates.filter((instant) => instant + offsetAt(instant) === wall);
  if (real.length > 0) return new Date(doubled === 'first' ? Math.min(...real) : Math.max(...real));
  return new Date(
    missing === 'change' ? changeBetween(wall - DAY, wall + DAY, offsetAt) : Math.max(...candidates),
  );
}

/** The second at which the offset changes between two instants that have different ones. */
function changeBetween(from: number, to: number, offsetAt: (instant: number) => number): number {
  let [before, after] = [from, to];
  while (after - before > SECOND) {
    const middle = before + Math.floor((after - before) / 2 / SECOND) * SECOND;
    if (offsetAt(middle) === offsetAt(from)) before = middle;
    else after = middle;
  }
  return after;
}

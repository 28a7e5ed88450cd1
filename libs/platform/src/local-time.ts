import { IANAZone } from 'luxon';
import { ZONE } from './format.js';

const zone = IANAZone.create(ZONE);
const SECOND = 1000;
const DAY = 86_400 * SECOND;

/**
 * The instant of a local time on a London day: `localInstant('2026-11-24', '09:00')`. `24:00` is the next midnight.
 * A time that occurs twice, when clocks go back, means the first; one that is skipped, when they go forward, means the
 * moment they do.
 */
export function localInstant(day: string, time: string): Date {
  const [hours, minutes] = time.split(':').map(Number) as [number, number];
  const wall = Date.parse(`${day}T00:00:00Z`) + (hours * 60 + minutes) * 60 * SECOND;
  const offsetAt = (instant: number) => zone.offset(instant) * 60 * SECOND;
  const candidates = [offsetAt(wall - DAY), offsetAt(wall + DAY)].map((offset) => wall - offset);
  const real = candidates.filter((instant) => instant + offsetAt(instant) === wall);
  return new Date(real.length > 0 ? Math.min(...real) : changeBetween(wall - DAY, wall + DAY, offsetAt));
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

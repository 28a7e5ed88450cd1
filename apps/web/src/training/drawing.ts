import type { TrainingSessionView } from '#bookings';

export interface Seat {
  x: number;
  y: number;
  width: number;
  kind: 'taken' | 'over' | 'kept' | 'free';
}

export interface Drawing {
  width: number;
  height: number;
  seats: Seat[];
  /** Where the minimum is marked. */
  mark?: { x: number; y: number };
}

const GAP = 6;
const ROW = 44;
/** More seats than this are drawn as a bar only. */
const MOST_SEATS = 120;

/**
 * The seats of a session as rectangles in rows, for an SVG: taken first, then over capacity, then held back, then free.
 * undefined when there is no limit, nothing set, or too many to draw.
 */
export function drawSeats(session: TrainingSessionView, width: number, aRow: number): Drawing | undefined {
  if (session.unlimited || session.capacity === null) return undefined;
  const all = Math.max(session.capacity, session.taken);
  if (!all || all > MOST_SEATS) return undefined;
  const columns = Math.min(all, aRow);
  const step = (width + GAP) / columns;
  const kept = Math.max(0, Math.min(session.heldBack, session.capacity - session.taken));
  const kindOf = (i: number): Seat['kind'] =>
    i < Math.min(session.taken, session.capacity!)
      ? 'taken'
      : i < session.taken
        ? 'over'
        : i < session.taken + kept
          ? 'kept'
          : 'free';
  const seats = Array.from({ length: all }, (_, i) => ({
    x: Math.round((i % columns) * step * 10) / 10,
    y: 6 + Math.floor(i / columns) * ROW,
    width: Math.round((step - GAP) * 10) / 10,
    kind: kindOf(i),
  }));
  const rows = Math.ceil(all / columns);
  const minimum = session.minimum;
  const mark =
    minimum && minimum < all && rows === 1
      ? { x: Math.round((minimum * step - GAP / 2) * 10) / 10, y: 0 }
      : undefined;
  return { width, height: rows * ROW + (mark ? 20 : 0), seats, mark };
}

/** The same in words. */
export function seatsAloud(session: TrainingSessionView): string {
  if (session.unlimited) return `${session.taken} taken, no limit.`;
  if (session.capacity === null) return 'The number of places is not set.';
  const parts = [`${session.capacity} places: ${session.taken} taken`];
  if (session.heldBack) parts.push(`${session.heldBack} held back`);
  parts.push(session.overBy ? `over by ${session.overBy}` : `${session.free} free`);
  return `${parts.join(', ')}.${session.minimum ? ` It runs with ${session.minimum}.` : ''}`;
}

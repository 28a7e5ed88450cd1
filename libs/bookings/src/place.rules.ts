/**
 * Seats: the states of a place and of a waiting entry, which moves are legal, how seats are counted and in which
 * order the waiting list is served. Pure; every path that gives or frees a seat goes through this file.
 */

/**
 * So far places begin confirmed and end cancelled; the other states and moves are for later (holding seats, offers,
 * moving to another date, attendance), and are counted rightly already.
 */
export const placeStates = [
  'held',
  'provisional',
  'offered',
  'confirmed',
  'moved',
  'cancelled',
  'lapsed',
  'attended',
  'part',
  'no_show',
] as const;
export type PlaceState = (typeof placeStates)[number];

/** How a person on a booking stands, with what staff and bookers call it. */
export const personStateNames = {
  held: 'Being booked',
  provisional: 'Place kept',
  offered: 'Place offered',
  confirmed: 'Has a place',
  moved: 'Moved to another date',
  cancelled: 'Place cancelled',
  lapsed: 'Not coming',
  attended: 'Came',
  part: 'Came for part of it',
  no_show: 'Did not come',
  waiting: 'On the waiting list',
  left: 'Left the waiting list',
  closed: 'The waiting list has closed',
  'already-booked': 'Already has a place or is on the waiting list',
} as const satisfies Record<PlaceState, string> & Record<string, string>;
export type PersonState = keyof typeof personStateNames;

/** States that count against capacity whatever the time. */
export const seatedStates = ['confirmed', 'attended', 'part', 'no_show'] as const satisfies PlaceState[];
/** States that count until their `until` has passed. */
export const timedStates = ['held', 'provisional', 'offered'] as const satisfies PlaceState[];
/** States in which somebody still expects to come. */
export const liveStates = ['held', 'provisional', 'offered', 'confirmed'] as const satisfies PlaceState[];

/** How a person stands who can give something up: a place, or a turn on the waiting list. */
export const canCancel = (person: { state: string }): boolean =>
  person.state === 'confirmed' || person.state === 'waiting';

/**
 * How the booker is told that a person stands. Somebody who had a place or a turn before (`told`) is told of like
 * anybody else, so that nobody learns from a booking who is coming.
 */
export function toldState<S extends string>(person: { state: S; told: 'confirmed' | 'waiting' | null }) {
  if (!person.told) return person.state;
  if (person.state === 'already-booked') return person.told;
  return person.told === 'confirmed' ? 'cancelled' : 'left';
}

/** Legal moves of a place; anything else is refused. */
export const placeMoves: Record<PlaceState, readonly PlaceState[]> = {
  held: ['confirmed', 'provisional', 'lapsed'],
  provisional: ['confirmed', 'cancelled', 'lapsed'],
  offered: ['confirmed', 'lapsed'],
  confirmed: ['moved', 'cancelled', 'attended', 'part', 'no_show'],
  moved: [],
  cancelled: [],
  lapsed: [],
  attended: ['part', 'no_show'],
  part: ['attended', 'no_show'],
  no_show: ['attended', 'part'],
};

/** Offered, declined and lapsed are for later: so far the list gives seats at once. */
export const entryStates = ['waiting', 'offered', 'taken', 'declined', 'lapsed', 'left', 'closed'] as const;
export type EntryState = (typeof entryStates)[number];

/** Legal moves of a waiting entry. Taken, declined, lapsed, left and closed are ends: nothing re-arms them. */
export const entryMoves: Record<EntryState, readonly EntryState[]> = {
  waiting: ['offered', 'taken', 'left', 'closed'],
  offered: ['waiting', 'taken', 'declined', 'lapsed', 'left', 'closed'],
  taken: [],
  declined: [],
  lapsed: [],
  left: [],
  closed: [],
};

export const sessionStates = ['draft', 'open', 'cancelled'] as const;
export type SessionState = (typeof sessionStates)[number];

/** Legal moves of a session. */
export const sessionMoves: Record<SessionState, readonly SessionState[]> = {
  draft: ['open', 'cancelled'],
  open: ['cancelled'],
  cancelled: [],
};

/** The states from which a thing may come to this one. */
export const statesBefore = <S extends string>(moves: Record<S, readonly S[]>, to: S): S[] =>
  (Object.keys(moves) as S[]).filter((from) => moves[from].includes(to));

/** What of a session decides about seats. */
export interface Seats {
  /** null: not set. */
  capacity: number | null;
  unlimited: boolean;
  heldBack: number;
  heldBackUntil: Date | null;
  roomLimit: number | null;
}

/** True once the printed minute of `until` is over: 17:00 still counts at 17:00:59. */
export const isOver = (until: Date, now: Date): boolean =>
  Math.floor(now.getTime() / 60_000) > Math.floor(until.getTime() / 60_000);

/** Whether the last minute to book has passed: the closing time if there is one, and the start in any case. */
export const bookingOver = (closesAt: Date | null, firstStart: Date, now: Date): boolean =>
  isOver(closesAt ?? firstStart, now) || isOver(firstStart, now);

/** Where a session stands in time: before it begins, between its first start and its last end, after that. */
export type SessionPhase = 'ahead' | 'running' | 'held';

/** The phase of a session at `now`. The printed minute of the start still belongs to the time before it. */
export const sessionPhase = (
  { firstStart, lastEnd }: { firstStart: Date; lastEnd: Date },
  now: Date,
): SessionPhase => (lastEnd <= now ? 'held' : isOver(firstStart, now) ? 'running' : 'ahead');

/** Seats kept for staff at this moment. */
export const heldBackNow = (seats: Seats, now: Date): number =>
  seats.heldBackUntil && isOver(seats.heldBackUntil, now) ? 0 : seats.heldBack;

/**
 * Free seats = capacity − held back − places that count. Infinity when unlimited, negative
 * when over capacity, 0 when no capacity is set.
 */
export function freeSeats(seats: Seats, counting: number, now: Date): number {
  if (seats.unlimited) return Number.POSITIVE_INFINITY;
  if (seats.capacity === null) return 0;
  return seats.capacity - heldBackNow(seats, now) - counting;
}

/** What a session's page or a list says of its seats at this moment. */
export interface SeatView {
  /** Places that count against the capacity. */
  taken: number;
  /** People on the waiting list. */
  waiting: number;
  /** Seats kept for staff. */
  heldBack: number;
  /** Seats the public can book; null: no limit. */
  free: number | null;
  /** So many more than the capacity have a place. */
  overBy: number;
  /** People named on a further booking as having a place. */
  again: number;
}

/**
 * The seats as anybody may see them: a booking for somebody who has a place already takes one like any other, so that
 * nobody learns from the number who is coming. It is never more than are free.
 */
export const forEverybody = <S extends SeatView & { capacity: number | null }>(seats: S): S => {
  const taken = seats.taken + seats.again;
  return {
    ...seats,
    taken: seats.capacity === null ? taken : Math.max(seats.taken, Math.min(taken, seats.capacity)),
    free: seats.free === null ? null : Math.max(0, seats.free - seats.again),
  };
};

/** The one rule as pages show it, from what was counted. */
export function seatView(
  seats: Seats,
  { taken, waiting, again }: { taken: number; waiting: number; again: number },
  now: Date,
): SeatView {
  const { capacity, unlimited } = seats;
  return {
    taken,
    waiting,
    again,
    heldBack: heldBackNow(seats, now),
    free: unlimited ? null : Math.max(0, freeSeats(seats, taken, now)),
    overBy: unlimited || capacity === null ? 0 : Math.max(0, taken - capacity),
  };
}

/** The largest number of people who could ever get seats together. */
export const largestGroup = (seats: Seats, now: Date): number => freeSeats(seats, 0, now);

export interface Waiting {
  id: string;
  /** People still without a seat. */
  people: number;
  /** They come only if at least so many get a seat at once; "all together" = all of them. */
  least: number;
}

/**
 * Serves entries in the order given: an entry fits when its least is free, and gets min(free, people); one that does
 * not fit is skipped. Returns how many seats each served entry gets.
 */
export function serveInOrder(free: number, queue: readonly Waiting[]): { id: string; seats: number }[] {
  const served: { id: string; seats: number }[] = [];
  let left = free;
  for (const entry of queue) {
    if (left < 1) break;
    if (entry.people < 1 || entry.least > left) continue;
    const seats = Math.min(left, entry.people);
    left -= seats;
    served.push({ id: entry.id, seats });
  }
  return served;
}

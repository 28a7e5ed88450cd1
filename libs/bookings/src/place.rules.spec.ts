import { describe, expect, it } from '@jest/globals';
import {
  entryMoves,
  entryStates,
  freeSeats,
  heldBackNow,
  isOver,
  liveStates,
  placeMoves,
  placeStates,
  seatedStates,
  serveInOrder,
  timedStates,
} from './place.rules.js';

const now = new Date('2027-05-05T16:00:30Z');
const seats = { capacity: 12, unlimited: false, heldBack: 0, heldBackUntil: null, roomLimit: null };

describe('free seats', () => {
  it('are capacity less held back less the places that count', () => {
    expect(freeSeats(seats, 5, now)).toBe(7);
    expect(freeSeats({ ...seats, heldBack: 2 }, 5, now)).toBe(5);
    expect(freeSeats(seats, 13, now)).toBe(-1);
  });

  it('tell zero, not set and unlimited apart', () => {
    expect(freeSeats({ ...seats, capacity: 0 }, 0, now)).toBe(0);
    expect(freeSeats({ ...seats, capacity: null }, 0, now)).toBe(0);
    expect(freeSeats({ ...seats, capacity: null, unlimited: true }, 500, now)).toBe(Number.POSITIVE_INFINITY);
  });

  it('release held-back seats after their printed minute', () => {
    const until = new Date('2027-05-05T16:00:00Z');
    expect(heldBackNow({ ...seats, heldBack: 2, heldBackUntil: until }, now)).toBe(2);
    expect(
      heldBackNow({ ...seats, heldBack: 2, heldBackUntil: until }, new Date('2027-05-05T16:01:00Z')),
    ).toBe(0);
    expect(isOver(until, new Date('2027-05-05T16:00:59.999Z'))).toBe(false);
  });
});

describe('serving the list', () => {
  const one = (id: string) => ({ id, people: 1, least: 1 });

  it('goes in order', () => {
    expect(serveInOrder(2, [one('a'), one('b'), one('c')])).toEqual([
      { id: 'a', seats: 1 },
      { id: 'b', seats: 1 },
    ]);
  });

  it('skips a group that wants to come together and does not fit', () => {
    expect(serveInOrder(2, [{ id: 'three', people: 3, least: 3 }, one('b')])).toEqual([
      { id: 'b', seats: 1 },
    ]);
    expect(serveInOrder(3, [{ id: 'three', people: 3, least: 3 }, one('b')])).toEqual([
      { id: 'three', seats: 3 },
    ]);
  });

  it('gives a group that takes fewer what is there, but not less than its least', () => {
    expect(serveInOrder(2, [{ id: 'four', people: 4, least: 2 }])).toEqual([{ id: 'four', seats: 2 }]);
    expect(serveInOrder(1, [{ id: 'four', people: 4, least: 2 }])).toEqual([]);
  });

  it('serves nobody without a free seat, and everybody without a limit', () => {
    expect(serveInOrder(0, [one('a')])).toEqual([]);
    expect(serveInOrder(-2, [one('a')])).toEqual([]);
    expect(serveInOrder(Number.POSITIVE_INFINITY, [{ id: 'four', people: 4, least: 4 }])).toEqual([
      { id: 'four', seats: 4 },
    ]);
  });
});

describe('states', () => {
  it('have stated moves to known states, and every live place has a way out', () => {
    for (const state of placeStates) for (const to of placeMoves[state]) expect(placeStates).toContain(to);
    for (const state of entryStates) for (const to of entryMoves[state]) expect(entryStates).toContain(to);
    for (const state of liveStates) expect(placeMoves[state].length).toBeGreaterThan(0);
  });

  it('that count against capacity are either seated or timed, never an end', () => {
    for (const state of [...seatedStates, ...timedStates])
      expect(['moved', 'cancelled', 'lapsed']).not.toContain(state);
  });
});

import { Injectable } from '@nestjs/common';
import { CodedError, constraintOf, Database, sqlState, type Tx } from '#platform';
import { lockSessionRow } from './session.repository.js';

/** How long a booking waits for another one of the same session. */
const LOCK_TIMEOUT_MS = 3_000;
const LOCK_NOT_AVAILABLE = '55P03';
const DEADLOCK = '40P01';
/**
 * Two sessions have two locks, so one form sent to both at once, or two new references that are the same, meet only
 * here. Done again, the form finds the booking that was first, and another reference is made.
 */
const MET_ANOTHER = ['booking_submission_key', 'booking_reference_key'];
const ATTEMPTS = 2;

/**
 * The one lock of a session's seats. `FOR NO KEY UPDATE` keeps other bookings out and lets foreign-key checks pass.
 * A class of its own so that a test can show what happens without it.
 */
@Injectable()
export class SeatLock {
  /** Locks the session's row until the transaction ends; false when there is none in the transaction's areas. */
  take(tx: Tx, sessionId: string): Promise<boolean> {
    return lockSessionRow(tx, sessionId, LOCK_TIMEOUT_MS);
  }
}

/**
 * A unit of work that is going to take the seat lock: when the lock does not come in time it is tried once more, then
 * refused with `busy` (429). Nothing has happened by then; the caller may ask for the same again.
 */
export async function withSessionLock<T>(
  db: Database,
  areas: readonly string[],
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.write(areas, work);
    } catch (error) {
      const busy = [LOCK_NOT_AVAILABLE, DEADLOCK].includes(sqlState(error) ?? '');
      if (!busy && !MET_ANOTHER.includes(constraintOf(error) ?? '')) throw error;
      if (attempt < ATTEMPTS) continue;
      if (!busy) throw error;
      throw new CodedError(
        'busy',
        'bookings.busy',
        'Many people are booking on this session at the moment, so nothing was changed. Try again in a few seconds.',
      );
    }
  }
}

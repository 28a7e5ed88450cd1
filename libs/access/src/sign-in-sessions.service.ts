import { Injectable } from '@nestjs/common';
import { Clock, Database, hashToken, newToken, type Tx } from '#platform';
import {
  endSession,
  insertSession,
  type SignInSessionView,
  sessionInForce,
  setCurrentArea,
} from './sign-in-session.repository.js';

/** Idle and absolute length of a sign-in (access.md section 2). */
export const IDLE_MS = 30 * 60_000;
export const ABSOLUTE_MS = 12 * 3_600_000;

/** Sign-ins, kept on the server; the browser holds a 256-bit id, the database its SHA-256. */
@Injectable()
export class SignInSessions {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Begins a sign-in with a new id (never one the browser brought) and returns that id. Sweeps out ended ones. */
  async open(tx: Tx, userId: string, device: string | null): Promise<string> {
    const id = newToken(256);
    const now = this.clock.now();
    const endsAt = new Date(now.getTime() + ABSOLUTE_MS);
    await insertSession(tx, { idHash: hashToken(id), userId, device, startedAt: now, endsAt });
    return id;
  }

  /**
   * The sign-in of an id, if it has not ended and its person is not disabled, with the person's roles and the areas as they
   * are now: read at each request, so that a right removed is gone at once. Idleness is the caller's to check.
   */
  find(id: string): Promise<SignInSessionView | undefined> {
    return sessionInForce(this.db.outsideWall, hashToken(id), this.clock.now());
  }

  /** Remembers which area the person looks at. */
  chooseArea(tx: Tx, id: string, areaId: string): Promise<void> {
    return setCurrentArea(tx, hashToken(id), areaId);
  }

  /** Ends one sign-in. */
  close(tx: Tx, id: string): Promise<void> {
    return endSession(tx, hashToken(id));
  }
}

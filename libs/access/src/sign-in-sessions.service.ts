import { Injectable } from '@nestjs/common';
import { Clock, Database, hashToken, newToken, Settings, type Tx } from '#platform';
import { areaLookedAt } from './rights.rules.js';
import type { WhyEnded } from './sign-in-session.entity.js';
import {
  endedSignIn,
  endSession,
  endSessionsOf,
  insertSession,
  noteSeen,
  replaceSession,
  type SignInSessionRow,
  type SignInSessionView,
  sessionInForce,
  sessionsOf,
  setCurrentArea,
} from './sign-in-session.repository.js';

/** Idle and absolute length of a sign-in (access.md section 2). */
export const IDLE_MS = 30 * 60_000;
export const ABSOLUTE_MS = 12 * 3_600_000;
/** How far the time a sign-in was last used may lie behind: it is written down so often. */
const SEEN_MS = 5 * 60_000;

/** A sign-in that does not go on, whose person may come in again: through idleness, or ended from elsewhere. */
export interface EndedView {
  userId: string;
  /** The area it looked at; null where its person had none. */
  areaId: string | null;
  why: 'idle' | WhyEnded;
}

/** Sign-ins, kept on the server; the browser holds a 256-bit id, the database its SHA-256. */
@Injectable()
export class SignInSessions {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  /** Begins a sign-in with a new id (never one the browser brought) and returns that id. Sweeps out ended ones. */
  async open(tx: Tx, userId: string, device: string | null): Promise<string> {
    const id = newToken(256);
    const now = this.clock.now();
    const endsAt = new Date(now.getTime() + ABSOLUTE_MS);
    const times = { startedAt: now, endsAt, freshAt: now, seenAt: now };
    await insertSession(tx, { idHash: hashToken(id), userId, device, ...times });
    return id;
  }

  /** A new id for a sign-in whose person has just proved again who they are; undefined where it has ended. */
  async renew(tx: Tx, id: string): Promise<string | undefined> {
    const next = newToken(256);
    return (await replaceSession(tx, hashToken(id), hashToken(next), this.clock.now())) ? next : undefined;
  }

  /**
   * The sign-in of an id, if it has not ended and its person is not disabled, with the person's roles and the areas as they
   * are now: read at each request, so that a right removed is gone at once. Idleness is the caller's to check. Where a
   * second factor is required, one of somebody without does not hold: signing in leads them to setting one up.
   */
  async find(id: string): Promise<SignInSessionView | undefined> {
    const found = await sessionInForce(this.db.outsideWall, hashToken(id), this.clock.now());
    return found && (found.hasFactor || this.settings.local) ? found : undefined;
  }

  /**
   * Why a sign-in is over whose id a browser still brings, and which the caller has seen not to go on. Undefined for one its
   * own browser ended, that ended with the account's access, or whose twelve hours are over.
   */
  async ended(id: string): Promise<EndedView | undefined> {
    const idle = await this.find(id);
    if (idle) return { userId: idle.userId, areaId: areaLookedAt(idle)?.id ?? null, why: 'idle' };
    return endedSignIn(this.db.outsideWall, hashToken(id), this.clock.now());
  }

  /** Writes down that it is being used, every five minutes at most. */
  async noteUse(id: string, { seenAt }: Pick<SignInSessionView, 'seenAt'>): Promise<void> {
    const now = this.clock.now();
    if (seenAt && now.getTime() - seenAt.getTime() < SEEN_MS) return;
    await this.db.write([], (tx) => noteSeen(tx, hashToken(id), now));
  }

  /** The sign-ins of a person that may go on, the latest first; `here`: the one with this id. */
  async list(userId: string, id: string): Promise<(SignInSessionRow & { here: boolean })[]> {
    const now = this.clock.now();
    const since = new Date(now.getTime() - IDLE_MS - SEEN_MS);
    const here = hashToken(id).toString('hex');
    const rows = await sessionsOf(this.db.outsideWall, userId, now, since);
    return rows.map((row) => ({ ...row, here: row.key === here }));
  }

  /** Ends one of a person's, by its key in the list; false where there is none. */
  async end(tx: Tx, userId: string, key: string): Promise<boolean> {
    const only = Buffer.from(key, 'hex');
    return (await endSessionsOf(tx, { userId, only }, this.ending('elsewhere'))) === 1;
  }

  /** Ends all of a person's but the one with this id; their browsers are told why. */
  async endOthers(tx: Tx, userId: string, id: string, why: WhyEnded): Promise<void> {
    await endSessionsOf(tx, { userId, butOne: hashToken(id) }, this.ending(why));
  }

  /** Remembers which area the person looks at. */
  chooseArea(tx: Tx, id: string, areaId: string): Promise<void> {
    return setCurrentArea(tx, hashToken(id), areaId);
  }

  /** Ends one sign-in. */
  close(tx: Tx, id: string): Promise<void> {
    return endSession(tx, hashToken(id));
  }

  private ending(why: WhyEnded) {
    return { why, now: this.clock.now() };
  }
}

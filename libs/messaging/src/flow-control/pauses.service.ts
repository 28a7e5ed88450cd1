import { Injectable } from '@nestjs/common';
import { Audit, areaIds } from '#access';
import { type Actor, Clock, Database, newId, type Reads, type Tx } from '#platform';
import { checkedReason, noSuchPause, pausedAlready } from './flow-control.errors.js';
import { holdMessages, releaseMessages } from './hold.repository.js';
import {
  endPause,
  type Going,
  goingNow,
  insertPause,
  listPauses,
  type PauseLine,
  pausesInForce,
  pausesOf,
} from './pauses.repository.js';
import {
  holdOf,
  PAUSE_HOLDS,
  type Pause,
  type PausesInForce,
  pauseReason,
  pausesInForceOf,
} from './pauses.rules.js';

/** What to pause. */
export interface PauseRequest {
  /** null: the whole installation; the transaction is then one of all areas. */
  areaId: string | null;
  /** e.g. `wave:<id>`; null: all mail of the area. */
  campaign: string | null;
  /** Service mail goes on; of no meaning for a campaign. */
  exceptService: boolean;
  /** Why, for staff: 10 to 300 characters. */
  reason: string;
}

const ENDED_SHOWN = 10;

/** Mail made to stand still by people, and let go again. */
@Injectable()
export class MailPauses {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** What must stand still in an area now; for the last look before mails leave, and for pages. */
  async inForce(db: Reads, areaId: string): Promise<PausesInForce> {
    return pausesInForceOf(await pausesInForce(db, areaId));
  }

  /**
   * Pauses from the commit on: everything meant that has not left is held with the reason. Answers the pause's id and how
   * many mails it holds. Throws `messaging.pause-reason` and `messaging.paused-already`.
   */
  async pause(tx: Tx, request: PauseRequest, actor: Actor): Promise<{ id: string; held: number }> {
    const reason = checkedReason(request.reason);
    const pause: Pause = {
      id: newId(),
      areaId: request.areaId,
      campaign: request.campaign,
      covers: request.campaign === null && request.exceptService ? 'non_service' : 'all',
      reason,
      by: actor,
      since: this.clock.now(),
    };
    if (!(await insertPause(tx, pause))) throw pausedAlready();
    const areas = request.areaId ? [request.areaId] : await areaIds(tx);
    let held = 0;
    for (const areaId of areas) held += await this.hold(tx, areaId, pause);
    await this.note(tx, pause, actor, held, reason);
    // A mail written and claimed while this was being committed was not seen above, nor saw its claim the pause.
    tx.afterCommit(() => this.holdStragglers(areas));
    return { id: pause.id, held };
  }

  /**
   * Ends a pause of an area (null: of the installation). What it alone held goes at the time it was due; answers how many.
   * Throws `messaging.pause-reason`, and not-found when it is not in force there.
   */
  async resume(tx: Tx, areaId: string | null, id: string, why: string, actor: Actor): Promise<number> {
    const now = this.clock.now();
    const reason = checkedReason(why);
    if (!(await endPause(tx, areaId, id, { by: actor, reason, at: now }))) throw noSuchPause();
    let released = 0;
    for (const one of areaId ? [areaId] : await areaIds(tx)) {
      released += await releaseMessages(tx, { areaId: one, holds: PAUSE_HOLDS }, now);
      // What other pauses mean too stays, under their reason.
      released -= await this.apply(tx, one);
    }
    await this.audit.record(tx, {
      areaId,
      actor,
      verb: 'change',
      resource: 'message_metadata',
      subject: `pause-ended:${id}`,
      rowCount: released,
      reason,
    });
    return released;
  }

  /** Pauses in force with how many mails wait for each, then the latest that ended. */
  list(tx: Tx, areaId: string): Promise<PauseLine[]> {
    return listPauses(tx, areaId, ENDED_SHOWN);
  }

  /** Pauses in force of exactly this scope: of the area, or (null) of the whole installation. */
  async ofScope(tx: Tx, areaId: string | null): Promise<Pause[]> {
    return pausesOf(tx, areaId);
  }

  /** What an area has that would go by itself, for whoever thinks of pausing: how many, and of which sendings. */
  going(tx: Tx, areaId: string): Promise<Going> {
    return goingNow(tx, areaId);
  }

  /** Holds what the pauses in force mean and what is free to go; answers how many. */
  async apply(tx: Tx, areaId: string): Promise<number> {
    let held = 0;
    for (const pause of await pausesInForce(tx, areaId)) held += await this.hold(tx, areaId, pause);
    return held;
  }

  private hold(tx: Tx, areaId: string, pause: Pause): Promise<number> {
    const scope = { areaId, campaign: pause.campaign, exceptService: pause.covers === 'non_service' };
    return holdMessages(tx, scope, { hold: holdOf(pause), reason: pauseReason(pause) }, this.clock.now());
  }

  private async holdStragglers(areas: readonly string[]): Promise<void> {
    await this.db.write(areas, async (tx) => {
      for (const areaId of areas) await this.apply(tx, areaId);
    });
  }

  private async note(tx: Tx, pause: Pause, actor: Actor, rowCount: number, reason: string): Promise<void> {
    await this.audit.record(tx, {
      areaId: pause.areaId,
      actor,
      verb: 'change',
      resource: 'message_metadata',
      subject: `pause:${pause.id}`,
      rowCount,
      reason,
    });
  }
}

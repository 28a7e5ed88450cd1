import { Injectable } from '@nestjs/common';
import { Clock, Database, defineSweep, eachInTurn, Facts, SYSTEM_ACTOR } from '#platform';
import { bookingsFacts } from './bookings.facts.js';
import { markHeld, sessionsJustHeld, sessionsToSettle } from './counting.repository.js';
import { withSessionLock } from './seat-lock.js';
import { WaitingListService } from './waiting-list.service.js';

/** Job that looks for sessions on which something ran out. */
export const SETTLE_JOB = defineSweep('bookings.settle');

/**
 * Settles sessions on which something ran out while nobody acted: seats held back that are released, places whose
 * time is over. It only shows ends sooner; whoever acts on a session settles it first anyway. And writes down which
 * sessions have taken place.
 */
@Injectable()
export class DueSessions {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly waitingList: WaitingListService,
    private readonly facts: Facts,
  ) {}

  /**
   * Settles what is due in all areas; returns how many sessions. Safe to run twice. A session in trouble, also one that
   * many are booking right now, keeps no other waiting: its error is thrown once all have had their turn.
   */
  async run(): Promise<number> {
    const due = await this.db.read('all', (tx) => sessionsToSettle(tx, this.clock.now()));
    try {
      await eachInTurn(due, ({ id, areaId }) =>
        withSessionLock(this.db, [areaId], (tx) => this.waitingList.begin(tx, id)),
      );
    } finally {
      await this.writeHeld();
    }
    return due.length;
  }

  /** Writes down which sessions have taken place, each once, at the end of its last day. */
  private async writeHeld(): Promise<void> {
    const held = await this.db.read('all', (tx) => sessionsJustHeld(tx, this.clock.now()));
    await eachInTurn(held, (session) =>
      this.db.write([session.areaId], async (tx) => {
        if (!(await markHeld(tx, session))) return;
        const { id, areaId, heldAt, family, commissionedBy, capacityAtStart } = session;
        await this.facts.record(
          tx,
          bookingsFacts.sessionHeld.of({
            areaId,
            subject: `session:${id}`,
            at: heldAt,
            actor: SYSTEM_ACTOR,
            data: { capacityAtStart, commissionedBy, family },
          }),
        );
      }),
    );
  }
}

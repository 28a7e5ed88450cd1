import { Injectable } from '@nestjs/common';
import { Clock, Database } from '#platform';
import { timedStates } from './place.rules.js';
import { PlaceStore } from './place.store.js';
import { underSeatLock } from './seat-lock.js';
import { Serving } from './serving.service.js';

/** Job that looks for sessions on which something ran out. */
export const SETTLE_JOB = 'bookings.settle';

/**
 * Settles sessions on which something ran out while nobody acted: seats held back that are released, places whose
 * time is over. It only shows ends sooner; whoever acts on a session settles it first anyway.
 */
@Injectable()
export class Sweeping {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly places: PlaceStore,
    private readonly serving: Serving,
  ) {}

  /** Settles what is due in all areas; returns how many sessions. Safe to run twice. */
  async run(): Promise<number> {
    const due = await this.db.read('all', (tx) =>
      tx.query<{ id: string; areaId: string }>(
        `SELECT s.id, s.area_id AS "areaId" FROM session s
          WHERE s.state = 'open'
            AND (EXISTS (SELECT 1 FROM place p WHERE p.area_id = s.area_id AND p.session_id = s.id
                            AND p.state = ANY ($1) AND p.until < date_trunc('minute', $2::timestamptz))
              OR (s.held_back > 0 AND s.held_back_until < date_trunc('minute', $2::timestamptz)
                  AND EXISTS (SELECT 1 FROM waiting_entry e WHERE e.area_id = s.area_id AND e.session_id = s.id AND e.state = 'waiting')))
          ORDER BY s.id`,
        [[...timedStates], this.clock.now()],
      ),
    );
    for (const { id, areaId } of due)
      await underSeatLock(this.db, [areaId], async (tx) => {
        await this.serving.settle(tx, await this.places.lockSession(tx, id, () => this.clock.now()));
      });
    return due.length;
  }
}

import { Injectable } from '@nestjs/common';
import { Clock, Database, NO_AREA, newId } from '#platform';
import { noteLook, type PeopleLook } from './audit.repository.js';

/** The same look of somebody is written down once in this time. */
const ONCE_IN_MS = 5 * 60_000;

/** Looks at people that pages show all day long (decision 0037): at most one entry of a person and a record in five minutes. */
@Injectable()
export class AuditLooks {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Writes the look down, in one statement and a transaction of its own, unless it was within the last five minutes. */
  async note(look: PeopleLook): Promise<void> {
    const at = this.clock.now();
    const since = new Date(at.getTime() - ONCE_IN_MS);
    await noteLook(this.db, look.areaId ?? NO_AREA, { id: newId(), at, since, ...look });
  }
}

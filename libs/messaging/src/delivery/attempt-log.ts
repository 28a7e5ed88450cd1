import { Injectable } from '@nestjs/common';
import { Clock, Database, Settings } from '#platform';
import { type AttemptEnd, writeAttemptLog } from './attempt-log.repository.js';
import type { ClaimedMail } from './claim.repository.js';
import type { Outcome } from './delivery-result.rules.js';
import { MicroBatcher } from './micro-batcher.js';

/** Within this time most connections have something to write down; each commit costs as much as several mails. */
const PATIENCE_MS = 3;

type Entry = { areaId: string } & ({ enter: string } | { end: AttemptEnd });

/**
 * What must be on disk at once: that a mail's bytes leave now, and what became of the one before it on the same
 * connection. Both in one commit for all connections, so that what is unknown when this process dies is no more than what
 * was on the wire.
 */
@Injectable()
export class AttemptLog {
  private readonly batcher: MicroBatcher<Entry, Set<string>>;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    settings: Settings,
  ) {
    this.batcher = new MicroBatcher((entries) => this.write(entries), {
      patienceMs: PATIENCE_MS,
      // Each connection ends one mail and begins the next; with all of them here there is nobody to wait for.
      enough: 2 * settings.mailConnections,
    });
  }

  private write(entries: readonly Entry[]): Promise<Set<string>> {
    return writeAttemptLog(
      this.db,
      [...new Set(entries.map((entry) => entry.areaId))],
      entries.flatMap((entry) => ('enter' in entry ? [entry.enter] : [])),
      entries.flatMap((entry) => ('end' in entry ? [entry.end] : [])),
      this.clock.now(),
    );
  }

  /** Commits that this mail's bytes leave now; false when it was taken back or stopped and they must not. */
  async markSending(mail: ClaimedMail): Promise<boolean> {
    return (await this.batcher.add({ areaId: mail.areaId, enter: mail.attemptId })).has(mail.attemptId);
  }

  /** Writes down what the mail server answered. Throws when the database stays away. */
  async markEnded(mail: ClaimedMail, { outcome, reason, code, text }: Outcome): Promise<void> {
    await this.batcher.add({
      areaId: mail.areaId,
      end: { id: mail.attemptId, outcome, reason, code, text },
    });
  }
}

import { Injectable } from '@nestjs/common';
import { type MailReader, MailRegistry } from '#mail-templates';
import { Clock, Database, Settings, type Tx } from '#platform';
import { RestoreGuard } from '../flow-control/restore.service.js';
import { firstToMend } from '../messages/held.repository.js';
import { type MailFigures, mailFigures, mailProgress } from './mail-figures.repository.js';
import { type MailAlert, patience, stalled } from './mail-health.rules.js';

/** A part of the health check that another lib adds: what is wrong as seen from an area's transaction, if anything. */
export type MailCheck = (tx: Tx, now: Date) => Promise<MailAlert | undefined>;

/** How the whole installation's mail stands: for the first page's alert and for the metrics. */
@Injectable()
export class MailHealth {
  private counting: Promise<MailFigures> | undefined;
  private readonly checks: MailCheck[] = [];

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly restore: RestoreGuard,
    private readonly registry: MailRegistry,
  ) {}

  /** Adds a check; libs above do so in their module's constructor. */
  add(check: MailCheck): void {
    this.checks.push(check);
  }

  /**
   * What keeps mail of an area from going or coming back just now, the gravest first; empty while all is well.
   * `reader`: whoever is told of what is held.
   */
  async alerts(areaId: string, reader: MailReader): Promise<MailAlert[]> {
    const now = this.clock.now();
    const { sweepSeconds } = this.settings;
    const since = new Date(now.getTime() - patience(sweepSeconds));
    const progress = await this.db.read('all', (tx) => mailProgress(tx, now, since));
    return this.db.read([areaId], async (tx) => {
      const { pending } = await this.restore.state(tx, areaId);
      // What stands still after a restore is to stand still.
      const alerts: (MailAlert | undefined)[] = [
        pending
          ? { code: 'after-restore', since: pending.foundAt, held: pending.held }
          : stalled(progress, now, sweepSeconds),
      ];
      for (const check of this.checks) alerts.push(await check(tx, now));
      const { n, name } = await firstToMend(tx, areaId, this.registry.hiddenFrom(reader));
      if (n) alerts.push({ code: 'to-mend', count: n, name: n === 1 ? (name ?? null) : null });
      return alerts.filter((alert) => alert !== undefined);
    });
  }

  /** All numbers, in one statement; asked twice at once it is counted once. */
  figures(): Promise<MailFigures> {
    this.counting ??= this.count().finally(() => {
      this.counting = undefined;
    });
    return this.counting;
  }

  private count(): Promise<MailFigures> {
    const now = this.clock.now();
    return this.db.read('all', (tx) => mailFigures(tx, now));
  }
}

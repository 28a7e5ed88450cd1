import { Injectable } from '@nestjs/common';
import { Clock, Database, Settings } from '#platform';
import { type MailFigures, mailFigures, mailStanding } from './mail-figures.store.js';
import { type MailAlert, patience, standstill } from './mail-standing.rules.js';

/** How the whole installation's mail stands: for the first page's alert and for the metrics. Numbers only, no names. */
@Injectable()
export class MailStanding {
  private counting: Promise<MailFigures> | undefined;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  /** What keeps mail from going or coming back just now; empty while all is well. */
  async alerts(): Promise<MailAlert[]> {
    const now = this.clock.now();
    const { sweepSeconds } = this.settings;
    const since = new Date(now.getTime() - patience(sweepSeconds));
    const standing = await this.db.read('all', (tx) => mailStanding(tx, now, since));
    return [standstill(standing, now, sweepSeconds) ?? []].flat();
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

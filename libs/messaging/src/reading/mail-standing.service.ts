import { Injectable } from '@nestjs/common';
import { Clock, Database, Settings } from '#platform';
import { Restore } from '../lanes/restore.service.js';
import { mailboxName, mailboxState } from '../returns/returns-place.store.js';
import { MailRegistry } from '../writing/mail.registry.js';
import { firstToMend } from './held.store.js';
import { type MailFigures, mailFigures, mailStanding } from './mail-figures.store.js';
import {
  type AlertReader,
  afterRestore,
  type MailAlert,
  patience,
  standstill,
  toMend,
  unreadable,
} from './mail-standing.rules.js';

/** How the whole installation's mail stands: for the first page's alert and for the metrics. Numbers only, no names. */
@Injectable()
export class MailStanding {
  private counting: Promise<MailFigures> | undefined;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly restore: Restore,
    private readonly registry: MailRegistry,
  ) {}

  /** What keeps mail of an area from going or coming back just now, said to this reader; empty while all is well. */
  async alerts(areaId: string, reader: AlertReader): Promise<MailAlert[]> {
    const now = this.clock.now();
    const { sweepSeconds, returnsImapUrl } = this.settings;
    const since = new Date(now.getTime() - patience(sweepSeconds));
    const standing = await this.db.read('all', (tx) => mailStanding(tx, now, since));
    return this.db.read([areaId], async (tx) => {
      const { pending } = await this.restore.state(tx, areaId);
      const mailbox = returnsImapUrl ? await mailboxState(tx, mailboxName(returnsImapUrl)) : undefined;
      // What stands still after a restore is to stand still.
      const first = pending ? afterRestore(pending) : standstill(standing, now, sweepSeconds, reader);
      const mend = await firstToMend(tx, areaId, this.registry.hiddenFrom({ installation: reader.runs }));
      const held = toMend(mend.n, reader.names ? mend.name : undefined);
      return [first ?? [], unreadable(mailbox, now, reader) ?? [], held ?? []].flat();
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

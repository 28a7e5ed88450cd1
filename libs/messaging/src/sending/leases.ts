import { Inject, Injectable, OnModuleDestroy } from '@nestjs/common';
import { Database, errorForLog, LOG, type Log, Settings } from '#platform';
import { type Claimed, enterDataPhase, renewLeases } from './claim.store.js';
import { Gather } from './gather.js';

/** A lease lasts no longer than this after its worker died, nor shorter than the second figure. */
const LONGEST_S = 30;
const SHORTEST_S = 6;

/** The messages this process has in hand. Renewed while it lives; once it is gone the sweeper takes them back. */
@Injectable()
export class Leases implements OnModuleDestroy {
  /** How long a lease lasts, seconds by the database's clock; shorter where sweeps come more often. */
  readonly seconds: number;
  private readonly held = new Map<string, Claimed>();
  private readonly timer: NodeJS.Timeout;
  private readonly gather = new Gather<Claimed, Set<string>>((mails) =>
    this.db.write(areasOf(mails), (tx) => enterDataPhase(tx, mails, this.seconds)),
  );

  constructor(
    private readonly db: Database,
    settings: Settings,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.seconds = Math.max(SHORTEST_S, Math.min(LONGEST_S, settings.sweepSeconds));
    this.timer = setInterval(() => void this.renew(), (this.seconds * 1000) / 4);
    this.timer.unref();
  }

  take(mails: readonly Claimed[]): void {
    for (const mail of mails) this.held.set(mail.id, mail);
  }

  holds(mail: Claimed): boolean {
    return this.held.get(mail.id)?.leaseToken === mail.leaseToken;
  }

  drop(mail: Claimed): void {
    if (this.holds(mail)) this.held.delete(mail.id);
  }

  /** Commits that this mail's bytes leave now; false when the lease is gone and they must not. */
  async enterData(mail: Claimed): Promise<boolean> {
    return (await this.gather.add(mail)).has(mail.id);
  }

  private async renew(): Promise<void> {
    const mails = [...this.held.values()];
    if (!mails.length) return;
    try {
      await this.db.write(areasOf(mails), (tx) => renewLeases(tx, mails, this.seconds));
    } catch (error) {
      this.log.warn({ held: mails.length, err: errorForLog(error) }, 'leases not renewed');
    }
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }
}

const areasOf = (mails: readonly Claimed[]): string[] => [...new Set(mails.map((mail) => mail.areaId))];

import { Inject, Injectable, OnModuleDestroy } from '@nestjs/common';
import { Database, errorForLog, LOG, type Log, newId, Settings, type Tx } from '#platform';

/** A lease lasts no longer than this after its worker died, nor shorter than the second figure. */
const LONGEST_S = 30;
const SHORTEST_S = 6;
/** Leases of workers that are long gone are forgotten. */
const FORGET_S = 86_400;

/**
 * That this process is alive: one row, by the database's clock, the only one all workers share. What the process has in
 * hand names its token; once the row is out of date, the sweeper takes everything back.
 */
@Injectable()
export class Leases implements OnModuleDestroy {
  /** How long it lasts, seconds; shorter where sweeps come more often. */
  readonly seconds: number;
  readonly token = newId();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly db: Database,
    settings: Settings,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.seconds = Math.max(SHORTEST_S, Math.min(LONGEST_S, settings.sweepSeconds));
  }

  /** To be awaited before the first claim: from here on the process says that it is alive. */
  async begin(): Promise<void> {
    if (this.timer) return;
    this.timer = setInterval(() => void this.renew(), (this.seconds * 1000) / 4);
    this.timer.unref();
    try {
      await this.db.write([], (tx) => this.write(tx));
    } catch (error) {
      clearInterval(this.timer);
      this.timer = undefined;
      throw error;
    }
  }

  private async write(tx: Tx): Promise<void> {
    await tx.execute(
      `INSERT INTO worker_lease (token, until) VALUES ($1, clock_timestamp() + make_interval(secs => $2))
       ON CONFLICT (token) DO UPDATE SET until = excluded.until`,
      [this.token, this.seconds],
    );
    await tx.execute(`DELETE FROM worker_lease WHERE until < clock_timestamp() - make_interval(secs => $1)`, [
      FORGET_S,
    ]);
  }

  private async renew(): Promise<void> {
    try {
      await this.db.write([], (tx) => this.write(tx));
    } catch (error) {
      this.log.warn({ err: errorForLog(error) }, 'lease not renewed');
    }
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }
}

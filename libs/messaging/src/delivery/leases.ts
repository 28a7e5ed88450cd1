import { Inject, Injectable, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Database, errorForLog, LOG, type Log, newId, Settings, type Tx } from '#platform';
import { endLeases, writeLeases } from './lease.repository.js';

/** A lease lasts no longer than this after its worker died, nor shorter than the second figure. */
const LONGEST_S = 30;
const SHORTEST_S = 6;
/** Leases of workers that are long gone are forgotten. */
const FORGET_S = 86_400;

/**
 * That this process is alive: a row, by the database's clock, the only one all workers share. What the process has in hand
 * names its token; once the row is out of date, the sweeper takes everything back. Where it is not sure of having settled
 * what it claimed, it goes on under a new token and lets the old one end, as if it had died: so nothing stays in hand for
 * as long as the process lives.
 */
@Injectable()
export class Leases implements OnApplicationBootstrap, OnModuleDestroy {
  /** How long it lasts, seconds; shorter where sweeps come more often. */
  readonly seconds: number;
  /** The token of the next claims. */
  private current = newId();
  /** Tokens that are kept alive, each with how many claims under it are not settled and whether its row was written. */
  private readonly kept = new Map<string, { claims: number; begun: Promise<void> }>();
  private timer: NodeJS.Timeout | undefined;
  private renewing: Promise<void> | undefined;

  constructor(
    private readonly db: Database,
    settings: Settings,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.seconds = Math.max(SHORTEST_S, Math.min(LONGEST_S, settings.sweepSeconds));
  }

  /** A worker says that it lives from its start on, not only from the first mail it sends. */
  async onApplicationBootstrap(): Promise<void> {
    try {
      await this.release(await this.acquire(), true);
    } catch (error) {
      // The first claim says it then.
      this.log.warn({ err: errorForLog(error) }, 'lease not begun');
    }
  }

  /** The token for one claim, to be given back; from here on the process says that it is alive. Throws like the database. */
  async acquire(): Promise<string> {
    const token = this.current;
    let lease = this.kept.get(token);
    if (!lease) {
      lease = { claims: 0, begun: this.db.write([], (tx) => this.write(tx, [token])) };
      this.kept.set(token, lease);
    }
    lease.claims++;
    try {
      await lease.begun;
    } catch (error) {
      await this.release(token, false);
      throw error;
    }
    this.timer ??= setInterval(
      () => {
        this.renewing = this.renew();
      },
      (this.seconds * 1000) / 4,
    ).unref();
    return token;
  }

  /** A claim is over. `settled`: all that was claimed is surely settled; otherwise the token ends with its last claim. */
  async release(token: string, settled: boolean): Promise<void> {
    if (!settled && this.current === token) this.current = newId();
    const lease = this.kept.get(token)!;
    if (--lease.claims > 0 || this.current === token) return;
    this.kept.delete(token);
    await this.end([token]);
  }

  private async end(tokens: readonly string[]): Promise<void> {
    try {
      await this.db.write([], (tx) => endLeases(tx, tokens));
    } catch (error) {
      // They run out by themselves.
      this.log.warn({ err: errorForLog(error) }, 'lease not ended');
    }
  }

  private write(tx: Tx, tokens: readonly string[]): Promise<void> {
    return writeLeases(tx, tokens, { seconds: this.seconds, forgetAfter: FORGET_S });
  }

  private async renew(): Promise<void> {
    try {
      await this.db.write([], (tx) => this.write(tx, [...this.kept.keys()]));
    } catch (error) {
      this.log.warn({ err: errorForLog(error) }, 'lease not renewed');
    }
  }

  /** A process that stops in order says that it is gone, but for what it still has in hand. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    // One that is under way would write the rows again.
    await this.renewing;
    const idle = [...this.kept].filter(([, { claims }]) => claims === 0).map(([token]) => token);
    if (idle.length > 0) await this.end(idle);
  }
}

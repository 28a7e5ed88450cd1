import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from './clock.js';
import { Database, type Tx } from './database.js';
import { CodedError } from './errors.js';
import { defineSweep } from './job.js';
import { carried, type Limit, retryAt, windowOf } from './rate.rules.js';
import {
  countRefusal,
  type LimitMet,
  limitsMet,
  type RateKey,
  sweepCounts,
  takeActs,
  takenIn,
  untakeActs,
} from './rate-count.repository.js';
import { Settings } from './settings.js';

/** Job by which the worker takes away counts that are of no more use. */
export const SWEEP_LIMITS_JOB = defineSweep('platform.sweep-limits');
/** How long it can be seen that a limit was met. */
const TRACE_MS = 30 * 86_400_000;

/** Too many acts in a short time; `retryAt` says when the next is let through. */
export class TooOften extends CodedError {
  /** The same as a count of seconds, for programs. */
  readonly waitSeconds: number;

  constructor(
    readonly retryAt: Date,
    now: Date,
    said = 'This was tried many times in a short while.',
    code = 'too-often',
    /** The how-manieth refusal of its limit, key and window this is; 0: not counted. */
    readonly times = 0,
  ) {
    const ms = retryAt.getTime() - now.getTime();
    super('busy', code, `${said} Wait ${waitWords(ms)}, then try again.`);
    this.waitSeconds = Math.max(1, Math.ceil(ms / 1000));
  }
}

function waitWords(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  if (minutes <= 1) return 'a minute';
  if (minutes <= 90) return `${minutes} minutes`;
  return `${Math.ceil(minutes / 60)} hours`;
}

/**
 * How often something may be done, counted for all processes together. A refusal raises one count of its limit, key and
 * window, which is kept for 30 days: it can be seen, and nobody can fill a table by being refused.
 */
@Injectable()
export class RateLimiter {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  /**
   * Counts an act of a key (an address, an id; only a keyed hash is stored), or several at once, whatever becomes of them.
   * Throws `TooOften` for one too many, and counts none then; `said` is the first sentence of what the person reads.
   */
  async take(limit: Limit, key: string, said?: string, acts = 1): Promise<void> {
    const now = this.clock.now();
    const window = this.key(limit, key, now);
    const before = { ...window, beganAt: new Date(window.beganAt.getTime() - limit.spanMs) };
    const refused = await this.db.write([], async (tx) => {
      const last = await takenIn(tx, before);
      const free = Math.floor(limit.most - carried(limit, last, now));
      const keptUntil = new Date(window.beganAt.getTime() + 2 * limit.spanMs);
      if (await takeActs(tx, window, { free, acts, keptUntil })) return undefined;
      const { taken, refused: times } = await this.refuse(tx, limit, window);
      return { until: retryAt(limit, last, taken, now), times };
    });
    if (refused) throw new TooOften(refused.until, now, said, undefined, refused.times);
  }

  /** Leaves the trace of a refusal that something else than `take` has decided. */
  async note(limit: Limit, key: string): Promise<void> {
    const window = this.key(limit, key, this.clock.now());
    await this.db.write([], (tx) => this.refuse(tx, limit, window));
  }

  /** Counts a refusal; answers how many acts were let through in the window, and how many refused. */
  private refuse(tx: Tx, limit: Limit, window: RateKey): Promise<{ taken: number; refused: number }> {
    const keptUntil = new Date(window.beganAt.getTime() + Math.max(TRACE_MS, 2 * limit.spanMs));
    return countRefusal(tx, window, keptUntil);
  }

  /** Takes acts back that turned out to be none, such as a try to sign in that was right. */
  async giveBack(limit: Limit, key: string, acts = 1): Promise<void> {
    const window = this.key(limit, key, this.clock.now());
    await this.db.write([], (tx) => untakeActs(tx, window, acts));
  }

  /** Limits that somebody met within the time their traces are kept, those met last first. */
  met(most: number): Promise<LimitMet[]> {
    return limitsMet(this.db.outsideWall, most);
  }

  /** Takes away counts that are of no more use; returns how many. */
  sweep(): Promise<number> {
    return this.db.write([], (tx) => sweepCounts(tx, this.clock.now()));
  }

  private key(limit: Limit, key: string, at: Date): RateKey {
    const keyHash = createHmac('sha256', this.settings.secret).update(`limit:${limit.name}\n${key}`).digest();
    return { limitName: limit.name, keyHash, beganAt: windowOf(limit, at) };
  }
}

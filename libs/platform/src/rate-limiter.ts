import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from './clock.js';
import { Database, type Tx } from './database.js';
import { CodedError } from './errors.js';
import { carried, type Limit, retryAt, windowOf } from './rate.rules.js';
import { Settings } from './settings.js';

/** Job by which the worker takes away counts that are of no more use. */
export const SWEEP_LIMITS_JOB = 'platform.sweep-limits';
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
    const hash = this.hash(limit, key);
    const began = windowOf(limit, now);
    const refused = await this.db.write([], async (tx) => {
      const last = await tx.one<{ taken: number }>(
        'SELECT taken FROM rate_count WHERE limit_name = $1 AND key_hash = $2 AND began_at = $3',
        [limit.name, hash, new Date(began.getTime() - limit.spanMs)],
      );
      const free = Math.floor(limit.most - carried(limit, last?.taken ?? 0, now));
      const taken = await tx.execute(
        `INSERT INTO rate_count AS c (limit_name, key_hash, began_at, kept_until, taken, refused)
         SELECT $1, $2, $3::timestamptz, $4::timestamptz, $6::integer, 0 WHERE $5 >= $6::integer
         ON CONFLICT (limit_name, key_hash, began_at) DO UPDATE SET taken = c.taken + $6 WHERE c.taken + $6 <= $5`,
        [limit.name, hash, began, new Date(began.getTime() + 2 * limit.spanMs), free, acts],
      );
      if (taken) return undefined;
      const row = await this.refuse(tx, limit, hash, began);
      return retryAt(limit, last?.taken ?? 0, row, now);
    });
    if (refused) throw new TooOften(refused, now, said);
  }

  /** Leaves the trace of a refusal that something else than `take` has decided. */
  async note(limit: Limit, key: string): Promise<void> {
    const began = windowOf(limit, this.clock.now());
    await this.db.write([], (tx) => this.refuse(tx, limit, this.hash(limit, key), began));
  }

  /** Counts a refusal; answers how many acts were let through in the window. */
  private async refuse(tx: Tx, limit: Limit, hash: Buffer, began: Date): Promise<number> {
    const row = await tx.one<{ taken: number }>(
      `INSERT INTO rate_count AS c (limit_name, key_hash, began_at, kept_until, taken, refused)
       VALUES ($1, $2, $3, $4, 0, 1)
       ON CONFLICT (limit_name, key_hash, began_at)
         DO UPDATE SET refused = c.refused + 1, kept_until = greatest(c.kept_until, EXCLUDED.kept_until)
       RETURNING taken`,
      [limit.name, hash, began, new Date(began.getTime() + Math.max(TRACE_MS, 2 * limit.spanMs))],
    );
    return row!.taken;
  }

  /** Takes acts back that turned out to be none, such as a try to sign in that was right. */
  async giveBack(limit: Limit, key: string, acts = 1): Promise<void> {
    await this.db.write([], (tx) =>
      tx.execute(
        `UPDATE rate_count SET taken = greatest(0, taken - $4)
          WHERE limit_name = $1 AND key_hash = $2 AND began_at = $3`,
        [limit.name, this.hash(limit, key), windowOf(limit, this.clock.now()), acts],
      ),
    );
  }

  /** Takes away counts that are of no more use; returns how many. */
  sweep(): Promise<number> {
    return this.db.write([], (tx) =>
      tx.execute('DELETE FROM rate_count WHERE kept_until < $1', [this.clock.now()]),
    );
  }

  private hash(limit: Limit, key: string): Buffer {
    return createHmac('sha256', this.settings.secret).update(`limit:${limit.name}\n${key}`).digest();
  }
}

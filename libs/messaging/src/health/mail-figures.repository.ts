import type { Tx } from '#platform';
import { claimableStates, listed, type MessageState } from '../message/message.rules.js';
import { fromIndexes, noneOfAny } from '../messages/messages.repository.js';

/** How the mail of an installation stands at one instant. */
export interface MailFigures {
  byState: Record<MessageState, number>;
  /** Held mail by what holds it. */
  byHold: { hold: string; n: number }[];
  /** The longest anything due has waited to be begun; null: nothing is due. */
  oldestDue: Date | null;
  /** Ended in the last hour and the last 24 hours, by fate. */
  lastHour: Record<MessageState, number>;
  lastDay: Record<MessageState, number>;
  /** Worker processes alive, by the database's clock. */
  workers: number;
}

const counted = (rows: { state: MessageState; n: number }[]): Record<MessageState, number> => {
  const counts = noneOfAny();
  for (const { state, n } of rows) counts[state] = n;
  return counts;
};

const HOUR_MS = 3_600_000;
const before = (now: Date, hours: number): Date => new Date(now.getTime() - hours * HOUR_MS);

/** Everything in one statement, from indexes: what was simply sent is all less the rest. */
export async function mailFigures(tx: Tx, now: Date): Promise<MailFigures> {
  const rows = await fromIndexes(tx, () =>
    tx.query<{
      total: string;
      others: { state: MessageState; n: number }[] | null;
      holds: { hold: string; n: number }[] | null;
      oldest: Date | null;
      lately: { state: MessageState; n: number; hour: number }[] | null;
      workers: string;
    }>(
      `SELECT (SELECT count(*) FROM message) AS total,
            (SELECT jsonb_agg(o) FROM (SELECT state, count(*) AS n FROM message WHERE state <> 'sent' GROUP BY state) o) AS others,
            (SELECT jsonb_agg(h) FROM (SELECT coalesce(hold, 'other') AS hold, count(*) AS n
                                         FROM message WHERE state = 'held' GROUP BY 1) h) AS holds,
            ${OLDEST_DUE} AS oldest,
            (SELECT jsonb_agg(l) FROM (SELECT state, count(*) AS n, count(*) FILTER (WHERE settled_at >= $3) AS hour
                                         FROM message WHERE settled_at >= $2 GROUP BY state) l) AS lately,
            (SELECT count(*) FROM worker_lease WHERE until > clock_timestamp()) AS workers`,
      [now, before(now, 24), before(now, 1)],
    ),
  );
  const row = rows[0]!;
  const byState = counted(row.others ?? []);
  byState.sent = Number(row.total) - Object.values(byState).reduce((sum, n) => sum + n, 0);
  return {
    byState,
    byHold: row.holds ?? [],
    oldestDue: row.oldest,
    lastHour: counted((row.lately ?? []).map(({ state, hour }) => ({ state, n: hour }))),
    lastDay: counted(row.lately ?? []),
    workers: Number(row.workers),
  };
}

/** One look into the index of what is due for each priority. $1: now. */
const OLDEST_DUE = `(SELECT min(at) FROM generate_series(1, 3) AS p,
                      LATERAL (SELECT next_attempt_at AS at FROM message
                                WHERE state IN (${listed(claimableStates)}) AND priority = p AND next_attempt_at <= $1
                                ORDER BY next_attempt_at LIMIT 1) first)`;

/** Whether mail moves: since when the oldest due one waits, whether one went lately, and how many workers live. */
export interface MailProgress {
  /** Since when mail has waited that is due, in truth: not before it was written, whatever time it was written for. */
  oldestDue: Date | null;
  /** Something was handed over since the oldest became due. */
  movedSince: boolean;
  workers: number;
}

/** Of each priority so many are looked at, the first due first. */
const LOOKED_AT = 50;
/** A worker that ended less than so many seconds ago may be beginning anew. */
const RESTART_S = 120;

/**
 * When a mail was written: the first 48 bits of an id of version 7 (libs/platform/src/ids.ts) are milliseconds, read by hand
 * for PostgreSQL 15. Null for an id of another version, which tells no time.
 */
const WRITTEN_AT = `CASE WHEN substr(id::text, 15, 1) = '7'
  THEN to_timestamp(('x' || lpad(left(replace(id::text, '-', ''), 12), 16, '0'))::bit(64)::bigint / 1000.0) END`;

/**
 * For the alert: `since` is how far back a sending counts as a sign of life. A mail of a story, or one released late, can be
 * due long before it was written; the time in its id tells when that was, by the clock on the wall and not by the program's.
 */
export async function mailProgress(tx: Tx, now: Date, since: Date): Promise<MailProgress> {
  const row = (await tx.one<{ waited: string | null; moved: boolean; workers: string }>(
    `SELECT (SELECT extract(epoch FROM max(least($1 - at, clock_timestamp() - ${WRITTEN_AT})))
               FROM generate_series(1, 3) AS p,
                    LATERAL (SELECT next_attempt_at AS at, id FROM message
                              WHERE state IN (${listed(claimableStates)}) AND priority = p AND next_attempt_at <= $1
                              ORDER BY next_attempt_at LIMIT ${LOOKED_AT}) first) AS waited,
            EXISTS (SELECT FROM message WHERE settled_at >= $2 AND state IN ('sent', 'bounced', 'failed')) AS moved,
            (SELECT count(*) FROM worker_lease
              WHERE until > clock_timestamp() - make_interval(secs => ${RESTART_S})) AS workers`,
    [now, since],
  ))!;
  return {
    oldestDue: row.waited === null ? null : new Date(now.getTime() - Number(row.waited) * 1000),
    movedSince: row.moved,
    workers: Number(row.workers),
  };
}

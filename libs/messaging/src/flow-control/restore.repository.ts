import { IsNull } from 'typeorm';
import type { Actor, Tx } from '#platform';
import { leadingTo, listed } from '../message/message.rules.js';
import { MailRestore } from './flow-control.entity.js';
import type { HostMark } from './host-marker.js';
import {
  AFTER_RESTORE,
  HELD_AFTER_RESTORE,
  type RestoreCause,
  UNKNOWN_AFTER_RESTORE,
} from './restore.rules.js';

export interface Guard {
  fingerprint: string | null;
  timeline: number | null;
  epoch: string;
  presentFingerprint: string;
  presentTimeline: number;
  /** Of the remembered sign of life. */
  there: boolean;
  dealtWith: boolean;
  silent: number | null;
}

/** Locks the guard and looks; `seen` is what the worker's folder remembers. */
export async function lookAtGuard(tx: Tx, seen: HostMark | undefined): Promise<Guard> {
  await tx.execute(`SELECT 1 FROM mail_guard WHERE id = 1 FOR UPDATE`);
  const row = await tx.one<Guard>(
    `SELECT fingerprint, timeline, epoch, mail_fingerprint() AS "presentFingerprint",
            mail_timeline() AS "presentTimeline",
            EXISTS (SELECT FROM mail_beat WHERE token = $1) AS there,
            coalesce($2 = ANY (past_epochs), false) AS "dealtWith",
            extract(epoch FROM clock_timestamp() - (SELECT max(at) FROM mail_beat))::float8 AS silent
       FROM mail_guard WHERE id = 1`,
    [seen?.token ?? null, seen?.epoch ?? null],
  );
  return row!;
}

/** Writes down that this is the database mail is sent from; a new epoch where it was restored. */
export async function adopt(tx: Tx, newEpoch: string | null): Promise<void> {
  await tx.execute(
    `UPDATE mail_guard
        SET fingerprint = mail_fingerprint(), timeline = mail_timeline(),
            past_epochs = CASE WHEN $1::uuid IS NULL THEN past_epochs ELSE past_epochs || epoch END,
            epoch = coalesce($1, epoch)
      WHERE id = 1`,
    [newEpoch],
  );
}

/** Whether mail of one area, or of any the transaction sees (null), must stand still; read only. */
export async function mustStand(tx: Tx, areaId: string | null, seen: HostMark | undefined): Promise<boolean> {
  const row = await tx.one<{ stand: boolean }>(
    `SELECT coalesce(g.fingerprint <> mail_fingerprint(), false)
            OR EXISTS (SELECT FROM mail_restore r
                        WHERE r.released_at IS NULL AND ($1::uuid IS NULL OR r.area_id = $1))
            OR $2::uuid IS NOT NULL AND $3::uuid <> ALL (g.past_epochs)
               AND NOT EXISTS (SELECT FROM mail_beat WHERE token = $2) AS stand
       FROM mail_guard g WHERE id = 1`,
    [areaId, seen?.token ?? null, seen?.epoch ?? null],
  );
  return row?.stand ?? true;
}

/** A sign of life on top of the last one; undefined where that one is not there. */
export async function heartbeat(
  tx: Tx,
  token: string,
  folder: string,
  after: string | null,
): Promise<{ epoch: string } | undefined> {
  return tx.one(
    `WITH given AS (
       INSERT INTO mail_beat (token, folder, at)
       SELECT $1::uuid, $2::uuid, clock_timestamp()
        WHERE $3::uuid IS NULL OR EXISTS (SELECT FROM mail_beat WHERE token = $3)
       RETURNING 1)
     SELECT g.epoch FROM mail_guard g, given WHERE g.id = 1`,
    [token, folder, after],
  );
}

/** Forgets a folder's older signs of life, by the hour. */
export async function forgetHeartbeats(tx: Tx, folder: string, last: string): Promise<void> {
  await tx.execute(
    `DELETE FROM mail_beat WHERE folder = $1 AND token <> $2 AND at < clock_timestamp() - interval '1 day'`,
    [folder, last],
  );
}

/**
 * Holds everything of an area that a restored database believes unsent, keeping the times it was due; answers how many.
 * What was being handed over when the backup was taken may have arrived: its fate is unknown, and it does not go again by
 * itself.
 */
export async function holdUnsent(tx: Tx, areaId: string, now: Date): Promise<number> {
  await tx.execute(
    `SELECT id FROM message WHERE area_id = $1 AND (state IN ('held', ${listed(leadingTo('held'))}) OR state = 'unknown')
      ORDER BY id FOR UPDATE`,
    [areaId],
  );
  const rows = await tx.query<{ n: number }>(
    `WITH hand AS (
       SELECT m.id, a.id AS attempt_id, a.phase = 'data' AND a.outcome IS NULL AS leaving
         FROM message m
         JOIN attempt a ON a.area_id = m.area_id AND a.message_id = m.id AND a.number = m.attempts
        -- Whose end is written down already is settled by it.
        WHERE m.area_id = $1 AND m.state = 'sending' AND (a.outcome IS NULL OR a.outcome IN ('retry', 'stopped'))
     ), closed AS (
       UPDATE attempt a
          SET ended_at = coalesce(a.ended_at, $2),
              outcome = coalesce(a.outcome, CASE WHEN hand.leaving THEN 'unknown' ELSE 'stopped' END)
         FROM hand WHERE a.area_id = $1 AND a.id = hand.attempt_id
     ), lost AS (
       UPDATE message m
          SET state = 'unknown', reason = $4, unknowns = unknowns + 1, lease_token = NULL, next_attempt_at = NULL,
              due_at = NULL, hold = NULL, settled_at = $2
        WHERE m.area_id = $1 AND m.state = 'sending' AND m.id IN (SELECT id FROM hand WHERE leaving)
     ), held AS (
       UPDATE message m
          SET state = CASE WHEN state = 'unknown' THEN state ELSE 'held' END, hold = $5,
              reason = CASE WHEN state = 'unknown' THEN reason ELSE $3 END,
              due_at = coalesce(due_at, next_attempt_at, $2), next_attempt_at = NULL, lease_token = NULL
        WHERE m.area_id = $1
          AND (state IN ('queued', 'retry', 'held') OR state = 'unknown' AND coalesce(next_attempt_at, due_at) IS NOT NULL
               OR state = 'sending' AND m.id IN (SELECT id FROM hand WHERE NOT leaving))
       RETURNING 1
     )
     SELECT count(*)::int AS n FROM held`,
    [areaId, now, HELD_AFTER_RESTORE, UNKNOWN_AFTER_RESTORE, AFTER_RESTORE],
  );
  return rows[0]!.n;
}

/** Notes that an area's mail stands still; a restore that is not released yet takes this one in. */
export async function insertRestore(
  tx: Tx,
  row: { id: string; areaId: string; cause: RestoreCause; foundAt: Date; held: number },
): Promise<void> {
  await tx.execute(
    `INSERT INTO mail_restore (id, area_id, cause, found_at, held) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (area_id) WHERE released_at IS NULL DO UPDATE SET held = mail_restore.held + excluded.held`,
    [row.id, row.areaId, row.cause, row.foundAt, row.held],
  );
}

export type PendingRestore = Pick<MailRestore, 'id' | 'cause' | 'foundAt' | 'held'>;

/** The restore of an area that nobody has released yet. */
export const pendingRestore = async (tx: Tx, areaId: string): Promise<PendingRestore | undefined> =>
  (await tx.repository(MailRestore).findOneBy({ areaId, releasedAt: IsNull() })) ?? undefined;

/** Ends an area's standing still; false where it did not. */
export async function endRestore(
  tx: Tx,
  areaId: string,
  end: { at: Date; by: Actor; reason: string },
): Promise<boolean> {
  const ended = await tx
    .repository(MailRestore)
    .update(
      { areaId, releasedAt: IsNull() },
      { releasedAt: end.at, releasedBy: end.by, releaseReason: end.reason },
    );
  return (ended.affected ?? 0) > 0;
}

/** Messages a restore holds, of one sending: a campaign, or single mails of one kind. */
export interface HeldGroup {
  campaign: string | null;
  /** That of most of them. */
  purpose: 'service' | 'invitation' | 'engagement';
  template: string;
  count: number;
  /** Service mails among them. */
  service: number;
  oldest: Date;
  newest: Date;
  firstDue: Date | null;
  lastDue: Date | null;
  /** Some of the recipients, by name. */
  names: string[];
}

/** What is held after a restore, by sending, the most first. */
export const heldGroups = (tx: Tx, areaId: string, names: number): Promise<HeldGroup[]> =>
  tx.query(
    `SELECT campaign, mode() WITHIN GROUP (ORDER BY purpose) AS purpose, min(template) AS template, count(*)::int AS count,
            count(*) FILTER (WHERE purpose = 'service')::int AS service, min(created_at) AS oldest,
            max(created_at) AS newest, min(due_at) AS "firstDue", max(due_at) AS "lastDue",
            (array_agg(recipient_name ORDER BY created_at, id))[1:$3] AS names
       FROM (SELECT *, CASE WHEN campaign IS NULL THEN template END AS kind FROM message
              WHERE area_id = $1 AND hold = $2 AND (state = 'held' OR state = 'unknown' AND due_at IS NOT NULL)) held
      GROUP BY campaign, kind
      ORDER BY count(*) DESC, min(created_at), campaign`,
    [areaId, AFTER_RESTORE, names],
  );

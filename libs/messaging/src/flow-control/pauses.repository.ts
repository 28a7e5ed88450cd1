import type { Actor, Tx } from '#platform';
import { listed, waitingStates } from '../message/message.rules.js';
import { PAUSE_HOLDS, type Pause } from './pauses.rules.js';

const COLUMNS = `p.id, p.area_id AS "areaId", p.campaign, p.covers, p.reason, p.by, p.since`;

/** Pauses in force in an area, those of the whole installation among them; oldest first. */
export const pausesInForce = (tx: Tx, areaId: string): Promise<Pause[]> =>
  tx.query(
    `SELECT ${COLUMNS} FROM mail_pause p
      WHERE p.ended_at IS NULL AND (p.area_id = $1 OR p.area_id IS NULL) ORDER BY p.since, p.id`,
    [areaId],
  );

/** Pauses in force of exactly this area, or of the installation (null). */
export const pausesOf = (tx: Tx, areaId: string | null): Promise<Pause[]> =>
  tx.query(
    `SELECT ${COLUMNS} FROM mail_pause p
      WHERE p.ended_at IS NULL AND p.area_id IS NOT DISTINCT FROM $1 ORDER BY p.since, p.id`,
    [areaId],
  );

/** Writes a pause; false when the same is in force. */
export async function insertPause(tx: Tx, pause: Pause): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO mail_pause (id, area_id, campaign, covers, reason, since, by)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING id`,
    [
      pause.id,
      pause.areaId,
      pause.campaign,
      pause.covers,
      pause.reason,
      pause.since,
      JSON.stringify(pause.by),
    ],
  );
  return rows.length > 0;
}

/** Ends a pause that is in force, of this area (null: of the installation); false when there is none. */
export async function endPause(
  tx: Tx,
  areaId: string | null,
  id: string,
  end: { by: Actor; reason: string; at: Date },
): Promise<boolean> {
  const ended = await tx.execute(
    `UPDATE mail_pause SET ended_at = $3, ended_by = $4, end_reason = $5
      WHERE id = $1 AND area_id IS NOT DISTINCT FROM $2 AND ended_at IS NULL`,
    [id, areaId, end.at, JSON.stringify(end.by), end.reason],
  );
  return ended > 0;
}

/** A pause as a page shows it. */
export interface PauseLine extends Pause {
  /** Mails of the area asked about that it holds. */
  waiting: number;
  endedAt: Date | null;
  endedBy: Actor | null;
  endReason: string | null;
}

/** Pauses of an area and of the installation: those in force, then the latest that ended. */
export const listPauses = (tx: Tx, areaId: string, ended: number): Promise<PauseLine[]> =>
  tx.query(
    `SELECT ${COLUMNS}, p.ended_at AS "endedAt", p.ended_by AS "endedBy", p.end_reason AS "endReason",
            CASE WHEN p.ended_at IS NULL THEN (
              SELECT count(*) FROM message m
               WHERE m.area_id = $1 AND m.hold = ANY($2) AND (p.campaign IS NULL OR m.campaign = p.campaign)
                 AND (p.campaign IS NOT NULL OR p.covers = 'all' OR m.purpose <> 'service')) ELSE 0 END::int AS waiting
       FROM mail_pause p
      WHERE (p.area_id = $1 OR p.area_id IS NULL)
        AND (p.ended_at IS NULL OR p.id IN (
              SELECT id FROM mail_pause WHERE (area_id = $1 OR area_id IS NULL) AND ended_at IS NOT NULL
               ORDER BY ended_at DESC LIMIT $3))
      ORDER BY p.ended_at IS NOT NULL, coalesce(p.ended_at, p.since) DESC, p.id`,
    [areaId, PAUSE_HOLDS, ended],
  );

/** Ids of all areas the transaction may see. */
export async function areaIds(tx: Tx): Promise<string[]> {
  return (await tx.query<{ id: string }>(`SELECT id FROM area ORDER BY id`)).map((row) => row.id);
}

/** What would go by itself, now or later. */
export interface Going {
  all: number;
  service: number;
  campaigns: { campaign: string; count: number }[];
}

export async function goingNow(tx: Tx, areaId: string): Promise<Going> {
  const rows = await tx.query<{ campaign: string | null; service: number; count: number }>(
    `SELECT campaign, count(*) FILTER (WHERE purpose = 'service')::int AS service, count(*)::int AS count FROM message
      WHERE area_id = $1 AND state IN (${listed([...waitingStates, 'sending'])})
      GROUP BY campaign ORDER BY count(*) DESC, campaign`,
    [areaId],
  );
  return {
    all: rows.reduce((sum, row) => sum + row.count, 0),
    service: rows.reduce((sum, row) => sum + row.service, 0),
    campaigns: rows.flatMap(({ campaign, count }) => (campaign === null ? [] : [{ campaign, count }])),
  };
}

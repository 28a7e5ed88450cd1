import { IsNull } from 'typeorm';
import type { Actor, Reads, Tx } from '#platform';
import { listed, waitingStates } from '../message/message.rules.js';
import { MailPause } from './flow-control.entity.js';
import { PAUSE_HOLDS, type Pause } from './pauses.rules.js';

const PAUSE = {
  id: true,
  areaId: true,
  campaign: true,
  covers: true,
  reason: true,
  by: true,
  since: true,
} as const;
const COLUMNS = `p.id, p.area_id AS "areaId", p.campaign, p.covers, p.reason, p.by, p.since`;

/** Pauses in force in an area, those of the whole installation among them; oldest first. */
export const pausesInForce = (db: Reads, areaId: string): Promise<Pause[]> =>
  db.query<Pause>(
    `SELECT ${COLUMNS} FROM mail_pause p WHERE p.ended_at IS NULL AND (p.area_id = $1 OR p.area_id IS NULL)
      ORDER BY p.since, p.id`,
    [areaId],
  );

/** Pauses in force of exactly this area, or of the installation (null). */
export const pausesOf = (tx: Tx, areaId: string | null): Promise<Pause[]> =>
  tx.repository(MailPause).find({
    select: PAUSE,
    where: { endedAt: IsNull(), areaId: areaId ?? IsNull() },
    order: { since: 'ASC', id: 'ASC' },
  });

/** Writes a pause; false when the same is in force. */
export const insertPause = (tx: Tx, pause: Pause): Promise<boolean> => tx.insertNew(MailPause, pause);

/** Ends a pause that is in force, of this area (null: of the installation); false when there is none. */
export async function endPause(
  tx: Tx,
  areaId: string | null,
  id: string,
  end: { by: Actor; reason: string; at: Date },
): Promise<boolean> {
  const ended = await tx
    .repository(MailPause)
    .update(
      { id, areaId: areaId ?? IsNull(), endedAt: IsNull() },
      { endedAt: end.at, endedBy: end.by, endReason: end.reason },
    );
  return ended.affected === 1;
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

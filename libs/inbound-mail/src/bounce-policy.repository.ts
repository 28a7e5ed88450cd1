import { In } from 'typeorm';
import type { Actor, Tx } from '#platform';
import type { PolicyAction, PolicyKind, PolicyLine } from './bounce-policy.rules.js';
import { BouncePolicyRow } from './inbound-mail.entity.js';

/** A line as an area has changed it. */
export interface ChangedLine extends PolicyLine {
  changedAt: Date;
  changedBy: Actor;
}

/** The lines an area has changed. */
export const changedLines = (tx: Tx, areaId: string): Promise<ChangedLine[]> =>
  tx.repository(BouncePolicyRow).find({
    select: { kind: true, count: true, withinDays: true, action: true, changedAt: true, changedBy: true },
    where: { areaId },
  });

/** Writes one line of an area. */
export async function writeLine(
  tx: Tx,
  areaId: string,
  line: { kind: PolicyKind; count: number; withinDays: number; action: PolicyAction; at: Date; by: Actor },
): Promise<void> {
  await tx.execute(
    `INSERT INTO return_policy (area_id, kind, count, within_days, action, changed_at, changed_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (area_id, kind) DO UPDATE SET count = excluded.count, within_days = excluded.within_days,
       action = excluded.action, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
    [areaId, line.kind, line.count, line.withinDays, line.action, line.at, JSON.stringify(line.by)],
  );
}

/** Takes an area's own lines away, so that the defaults hold again; answers how many. */
export const removeLines = async (tx: Tx, areaId: string, kinds: readonly PolicyKind[]): Promise<number> =>
  (await tx.repository(BouncePolicyRow).delete({ areaId, kind: In([...kinds]) })).affected ?? 0;

import type { Tx } from '#platform';
import type { InvitationState } from './answer.rules.js';
import { Invitation } from './invitation.entity.js';

/** Invites contacts, each one designated to answer for its employer. */
export const insertInvitations = (
  tx: Tx,
  areaId: string,
  waveId: string,
  invited: readonly { id: string; employerId: string; contactId: string }[],
  at: Date,
): Promise<number> =>
  tx.execute(
    `INSERT INTO invitation (id, area_id, wave_id, employer_id, contact_id, state, invited_at)
     SELECT i, $1, $2, e, c, 'invited', $6 FROM unnest($3::uuid[], $4::uuid[], $5::uuid[]) AS r(i, e, c)`,
    [
      areaId,
      waveId,
      invited.map((one) => one.id),
      invited.map((one) => one.employerId),
      invited.map((one) => one.contactId),
      at,
    ],
  );

export const invitationById = async (tx: Tx, id: string): Promise<Invitation | undefined> =>
  (await tx.repository(Invitation).findOneBy({ id })) ?? undefined;

/** The same, locked: of two pages sent at a time the second waits, so none is saved after the answer is in. */
export const lockedInvitation = async (tx: Tx, id: string): Promise<Invitation | undefined> =>
  (await tx.repository(Invitation).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } })) ??
  undefined;

export async function markInvitation(
  tx: Tx,
  { areaId, id }: Pick<Invitation, 'areaId' | 'id'>,
  state: InvitationState,
): Promise<void> {
  await tx.repository(Invitation).update({ areaId, id }, { state });
}

/** Who was asked for an employer, and what came of it. */
export interface Asked {
  employerId: string;
  contactId: string | null;
  state: InvitationState;
  answerId: string | null;
  submittedAt: Date | null;
  savedAt: Date | null;
  late: boolean;
}

export const askedIn = (tx: Tx, areaId: string, waveId: string): Promise<Asked[]> =>
  tx.query<Asked>(
    `SELECT i.employer_id AS "employerId", i.contact_id AS "contactId", i.state, a.id AS "answerId",
            a.submitted_at AS "submittedAt", a.saved_at AS "savedAt", coalesce(a.late, false) AS late
       FROM invitation i LEFT JOIN answer a ON a.area_id = i.area_id AND a.invitation_id = i.id
      WHERE i.area_id = $1 AND i.wave_id = $2 ORDER BY i.id`,
    [areaId, waveId],
  );

/** Which of these invitations nobody has opened the questionnaire by. */
export const untouchedOf = (
  tx: Tx,
  areaId: string,
  some: readonly { waveId: string; employerId: string }[],
): Promise<{ waveId: string; employerId: string }[]> =>
  tx.query(
    `SELECT wave_id AS "waveId", employer_id AS "employerId" FROM invitation
      WHERE area_id = $1 AND (wave_id, employer_id) IN (SELECT * FROM unnest($2::uuid[], $3::uuid[]))
      GROUP BY wave_id, employer_id HAVING bool_and(state = 'invited')`,
    [areaId, some.map((one) => one.waveId), some.map((one) => one.employerId)],
  );

import { Equal, LessThan, LessThanOrEqual, Not } from 'typeorm';
import type { Reads, Tx } from '#platform';
import { RIGHTS_BASIS, type RightsBasis } from './rights-basis.repository.js';
import { SignInFailure, SignInSession } from './sign-in-session.entity.js';

/** A sign-in that holds, and what the rights of its person are made of. */
export interface SignInSessionView extends RightsBasis {
  userId: string;
  name: string;
  email: string;
  currentAreaId: string | null;
  startedAt: Date;
  endsAt: Date;
}

/** The sign-in of a hash, if it holds now and its person is not disabled; one look, as every page asks. */
export const sessionInForce = (
  db: Reads,
  idHash: Buffer,
  now: Date,
): Promise<SignInSessionView | undefined> =>
  db.one<SignInSessionView>(
    `SELECT s.user_id AS "userId", u.name, u.email, s.current_area_id AS "currentAreaId",
            s.started_at AS "startedAt", s.ends_at AS "endsAt",${RIGHTS_BASIS}
       FROM sign_in_session s JOIN app_user u ON u.id = s.user_id
      WHERE s.id_hash = $1 AND s.ends_at > $2 AND s.started_at <= $2 AND u.disabled_at IS NULL`,
    [idHash, now],
  );

/** Writes a sign-in and sweeps out those that have ended. */
export async function insertSession(tx: Tx, session: Omit<SignInSession, 'currentAreaId'>): Promise<void> {
  await tx.repository(SignInSession).delete({ endsAt: LessThanOrEqual(session.startedAt) });
  await tx.repository(SignInSession).insert(session);
}

export async function setCurrentArea(tx: Tx, idHash: Buffer, currentAreaId: string): Promise<void> {
  await tx.repository(SignInSession).update({ idHash }, { currentAreaId });
}

export async function endSession(tx: Tx, idHash: Buffer): Promise<void> {
  await tx.repository(SignInSession).delete({ idHash });
}

/** Ends the sign-ins of a person, all or all but one. */
export async function endSessionsOf(tx: Tx, userId: string, butOne?: Buffer): Promise<void> {
  await tx.repository(SignInSession).delete({ userId, ...(butOne ? { idHash: Not(Equal(butOne)) } : {}) });
}

/** When sign-ins to an account failed, the first one first; those before an instant are forgotten. */
export async function failuresSince(tx: Tx, accountHash: Buffer, since: Date): Promise<Date[]> {
  const failures = tx.repository(SignInFailure);
  await failures.delete({ accountHash, at: LessThan(since) });
  const rows = await failures.find({ where: { accountHash }, order: { at: 'ASC', id: 'ASC' } });
  return rows.map((row) => row.at);
}

export async function insertFailure(tx: Tx, failure: SignInFailure): Promise<void> {
  await tx.repository(SignInFailure).insert(failure);
}

export async function forgetFailures(tx: Tx, accountHash: Buffer): Promise<void> {
  await tx.repository(SignInFailure).delete({ accountHash });
}

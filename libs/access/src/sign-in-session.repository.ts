import { LessThan, LessThanOrEqual } from 'typeorm';
import type { Reads, Tx } from '#platform';
import { HAS_FACTOR } from './factor.repository.js';
import { RIGHTS_BASIS, type RightsBasis } from './rights-basis.repository.js';
import {
  EndedSignIn,
  SignInFailure,
  SignInSession,
  SignInStep,
  type WhyEnded,
} from './sign-in-session.entity.js';

/** A sign-in that holds, and what the rights of its person are made of. */
export interface SignInSessionView extends RightsBasis {
  userId: string;
  name: string;
  email: string;
  currentAreaId: string | null;
  startedAt: Date;
  endsAt: Date;
  /** When the person last proved who they are; null: not in this version. */
  freshAt: Date | null;
  seenAt: Date | null;
  /** Whether the person has a second factor. */
  hasFactor: boolean;
}

/** A sign-in in the list of its person. */
export interface SignInSessionRow {
  /** Hex of the hash: names it, and opens nothing. */
  key: string;
  device: string | null;
  startedAt: Date;
  endsAt: Date;
  seenAt: Date;
}

/** The sign-in of a hash, if it holds now and its person is not disabled; one look, as every page asks. */
export const sessionInForce = (
  db: Reads,
  idHash: Buffer,
  now: Date,
): Promise<SignInSessionView | undefined> =>
  db.one<SignInSessionView>(
    `SELECT s.user_id AS "userId", u.name, u.email, s.current_area_id AS "currentAreaId",
            s.started_at AS "startedAt", s.ends_at AS "endsAt",
            s.fresh_at AS "freshAt", s.seen_at AS "seenAt", ${HAS_FACTOR},${RIGHTS_BASIS}
       FROM sign_in_session s JOIN app_user u ON u.id = s.user_id
      WHERE s.id_hash = $1 AND s.ends_at > $2 AND s.started_at <= $2 AND u.disabled_at IS NULL`,
    [idHash, now],
  );

/** Writes a sign-in. */
export async function insertSession(tx: Tx, session: Omit<SignInSession, 'currentAreaId'>): Promise<void> {
  await tx.repository(SignInSession).insert(session);
}

export async function setCurrentArea(tx: Tx, idHash: Buffer, currentAreaId: string): Promise<void> {
  await tx.repository(SignInSession).update({ idHash }, { currentAreaId });
}

export async function endSession(tx: Tx, idHash: Buffer): Promise<void> {
  await tx.repository(SignInSession).delete({ idHash });
}

/** Puts a new id in the place of a sign-in's, with when its person proved who they are; false where there is none. */
export const replaceSession = async (tx: Tx, before: Buffer, idHash: Buffer, now: Date): Promise<boolean> =>
  (await tx.execute(
    `WITH old AS (DELETE FROM sign_in_session WHERE id_hash = $1 RETURNING *)
     INSERT INTO sign_in_session (id_hash, user_id, current_area_id, device, started_at, ends_at, fresh_at, seen_at)
     SELECT $2, user_id, current_area_id, device, started_at, ends_at, $3, $3 FROM old`,
    [before, idHash, now],
  )) === 1;

export async function noteSeen(tx: Tx, idHash: Buffer, seenAt: Date): Promise<void> {
  await tx.repository(SignInSession).update({ idHash }, { seenAt });
}

/** The sign-ins of a person that hold and were used after an instant, the latest first. */
export const sessionsOf = (db: Reads, userId: string, now: Date, since: Date): Promise<SignInSessionRow[]> =>
  db.query<SignInSessionRow>(
    `SELECT encode(id_hash, 'hex') AS key, device, started_at AS "startedAt", ends_at AS "endsAt",
            coalesce(seen_at, started_at) AS "seenAt"
       FROM sign_in_session
      WHERE user_id = $1 AND ends_at > $2 AND coalesce(seen_at, started_at) > $3
      ORDER BY started_at DESC, id_hash`,
    [userId, now, since],
  );

/** A person who has given the password and not yet the second factor. */
export interface SignInStepView {
  userId: string;
  name: string;
  email: string;
  device: string | null;
  hasFactor: boolean;
}

export const stepInForce = (db: Reads, idHash: Buffer, now: Date): Promise<SignInStepView | undefined> =>
  db.one<SignInStepView>(
    `SELECT s.user_id AS "userId", u.name, u.email, s.device, ${HAS_FACTOR}
       FROM sign_in_step s JOIN app_user u ON u.id = s.user_id
      WHERE s.id_hash = $1 AND s.ends_at > $2 AND u.disabled_at IS NULL`,
    [idHash, now],
  );

/** Writes a step and sweeps out those that have ended. */
export async function insertStep(tx: Tx, step: SignInStep, now: Date): Promise<void> {
  await tx.repository(SignInStep).delete({ endsAt: LessThanOrEqual(now) });
  await tx.repository(SignInStep).insert(step);
}

/** Ends a step; false where there is none: of two at a time one wins. */
export const endStep = async (tx: Tx, idHash: Buffer): Promise<boolean> =>
  (await tx.repository(SignInStep).delete({ idHash })).affected === 1;

/** How long a browser is told why its sign-in ended: as long as one lasts. */
const TOLD_MS = 12 * 3_600_000;

/** Of a person's sign-ins: all, all but one, or one. */
export interface WhichSessions {
  userId: string;
  butOne?: Buffer;
  only?: Buffer;
}

/** Why sign-ins end, and when. */
export interface Ending {
  why: WhyEnded;
  now: Date;
}

/**
 * Ends sign-ins of a person, and those half done; answers how many. With a reason their browsers are told it, and the area
 * each looked at by the roles there are now is kept; without, whatever was kept goes too.
 */
export async function endSessionsOf(
  tx: Tx,
  { userId, butOne, only }: WhichSessions,
  ending?: Ending,
): Promise<number> {
  if (!only) await tx.repository(SignInStep).delete({ userId });
  const which = `user_id = $1 AND id_hash <> coalesce($2, ''::bytea) AND ($3::bytea IS NULL OR id_hash = $3)`;
  const params = [userId, butOne ?? null, only ?? null];
  if (!ending) {
    await tx.repository(EndedSignIn).delete({ userId });
    return tx.execute(`DELETE FROM sign_in_session WHERE ${which}`, params);
  }
  await tx.repository(EndedSignIn).delete({ endedAt: LessThan(toldSince(ending.now)) });
  return tx.execute(
    `WITH ended AS (DELETE FROM sign_in_session WHERE ${which} RETURNING id_hash, user_id, current_area_id)
     INSERT INTO ended_sign_in (id_hash, user_id, current_area_id, why, ended_at)
     SELECT e.id_hash, e.user_id,
            (SELECT a.id FROM area a
              WHERE EXISTS (SELECT FROM role_grant g WHERE g.user_id = e.user_id AND (g.area_id IS NULL OR g.area_id = a.id))
              ORDER BY a.id IS NOT DISTINCT FROM e.current_area_id DESC, a.name, a.id LIMIT 1),
            $4, $5
       FROM ended e`,
    [...params, ending.why, ending.now],
  );
}

const toldSince = (now: Date) => new Date(now.getTime() - TOLD_MS);

/** A sign-in that was ended from elsewhere within twelve hours, of a person who is not disabled. */
export const endedSignIn = (
  db: Reads,
  idHash: Buffer,
  now: Date,
): Promise<{ userId: string; areaId: string | null; why: WhyEnded } | undefined> =>
  db.one(
    `SELECT e.user_id AS "userId", e.current_area_id AS "areaId", e.why
       FROM ended_sign_in e JOIN app_user u ON u.id = e.user_id
      WHERE e.id_hash = $1 AND e.ended_at > $2 AND u.disabled_at IS NULL`,
    [idHash, toldSince(now)],
  );

/** When sign-ins to an account failed, the first one first; those before an instant are forgotten. */
export async function failuresSince(tx: Tx, accountHash: Buffer, since: Date): Promise<Date[]> {
  await tx.repository(SignInFailure).delete({ accountHash, at: LessThan(since) });
  return failuresOf(tx, accountHash);
}

/** When tries of an account failed, oldest first. */
export async function failuresOf(tx: Tx, accountHash: Buffer): Promise<Date[]> {
  const order = { at: 'ASC', id: 'ASC' } as const;
  const rows = await tx.repository(SignInFailure).find({ where: { accountHash }, order });
  return rows.map((row) => row.at);
}

export async function insertFailure(tx: Tx, failure: SignInFailure): Promise<void> {
  await tx.repository(SignInFailure).insert(failure);
}

export async function forgetFailures(tx: Tx, accountHash: Buffer): Promise<void> {
  await tx.repository(SignInFailure).delete({ accountHash });
}

import { LessThanOrEqual } from 'typeorm';
import type { Reads, Tx } from '#platform';
import { AuthenticatorApp, Passkey, RecoveryCode, SpentChallenge } from './factor.entity.js';

/** A passkey as its owner sees it. */
export interface PasskeyView {
  id: string;
  name: string;
  createdAt: Date;
  usedAt: Date | null;
}

/** What somebody can sign in with besides their password. */
export interface FactorState {
  passkeys: PasskeyView[];
  app: { createdAt: Date; usedAt: Date | null } | null;
  /** Recovery codes left. */
  codes: number;
  codesMadeAt: Date | null;
}

/** Whether a person `u` has a second factor, as a column. */
export const HAS_FACTOR = `(EXISTS (SELECT FROM passkey k WHERE k.user_id = u.id)
  OR EXISTS (SELECT FROM authenticator_app t WHERE t.user_id = u.id)) AS "hasFactor"`;

export async function factorState(db: Reads, userId: string): Promise<FactorState> {
  const row = await db.one<{
    passkeys: { id: string; name: string; createdAt: string; usedAt: string | null }[];
    appAt: Date | null;
    appUsedAt: Date | null;
    codes: number;
    codesMadeAt: Date | null;
  }>(
    `SELECT coalesce((SELECT jsonb_agg(jsonb_build_object('id', k.id, 'name', k.name, 'createdAt', k.created_at,
                                                          'usedAt', k.used_at) ORDER BY k.created_at, k.id)
                        FROM passkey k WHERE k.user_id = $1), '[]') AS passkeys,
            t.created_at AS "appAt", t.used_at AS "appUsedAt", c.codes, c.made AS "codesMadeAt"
       FROM (SELECT count(*)::int AS codes, max(created_at) AS made FROM recovery_code WHERE user_id = $1) c
       LEFT JOIN authenticator_app t ON t.user_id = $1`,
    [userId],
  );
  const { passkeys, appAt, appUsedAt, codes, codesMadeAt } = row!;
  return {
    passkeys: passkeys.map(({ createdAt, usedAt, ...one }) => ({
      ...one,
      createdAt: new Date(createdAt),
      usedAt: usedAt === null ? null : new Date(usedAt),
    })),
    app: appAt && { createdAt: appAt, usedAt: appUsedAt },
    codes,
    codesMadeAt,
  };
}

export const hasFactor = async (tx: Tx, userId: string): Promise<boolean> =>
  (await tx.repository(Passkey).existsBy({ userId })) ||
  (await tx.repository(AuthenticatorApp).existsBy({ userId }));

/** The passkey a device calls so; locked, so that two answers of it come one after the other. */
export const passkeyOf = (tx: Tx, credentialId: string): Promise<Passkey | null> =>
  tx.repository(Passkey).findOne({ where: { credentialId }, lock: { mode: 'pessimistic_write' } });

export const passkeysOf = (tx: Tx, userId: string): Promise<Passkey[]> =>
  tx.repository(Passkey).find({ where: { userId }, order: { createdAt: 'ASC', id: 'ASC' } });

export async function insertPasskey(tx: Tx, passkey: Passkey): Promise<void> {
  await tx.repository(Passkey).insert(passkey);
}

export async function notePasskeyUse(tx: Tx, id: string, counter: number, usedAt: Date): Promise<void> {
  await tx.repository(Passkey).update({ id }, { counter: String(counter), usedAt });
}

/** Takes one passkey of a person away; its name, or undefined where there is none. */
export async function deletePasskey(tx: Tx, userId: string, id: string): Promise<string | undefined> {
  const found = await tx.repository(Passkey).findOneBy({ id, userId });
  if (found) await tx.repository(Passkey).delete({ id, userId });
  return found?.name;
}

export const appOf = (tx: Tx, userId: string): Promise<AuthenticatorApp | null> =>
  tx.repository(AuthenticatorApp).findOneBy({ userId });

/** Puts an app in the place of the one there was; false where there was none. */
export async function replaceApp(tx: Tx, app: AuthenticatorApp): Promise<boolean> {
  const before = await deleteApp(tx, app.userId);
  await tx.repository(AuthenticatorApp).insert(app);
  return before;
}

/** Says that the code of a step was taken; false where it or a later one was already: of two at a time one wins. */
export const takeStep = async (tx: Tx, userId: string, step: number, usedAt: Date): Promise<boolean> =>
  (await tx.execute(
    'UPDATE authenticator_app SET last_step = $2, used_at = $3 WHERE user_id = $1 AND last_step < $2',
    [userId, step, usedAt],
  )) === 1;

export const deleteApp = async (tx: Tx, userId: string): Promise<boolean> =>
  (await tx.repository(AuthenticatorApp).delete({ userId })).affected === 1;

/** Puts these codes in the place of those there were; answers how many of them were left. */
export async function replaceRecoveryCodes(
  tx: Tx,
  userId: string,
  hashes: readonly Buffer[],
  createdAt: Date,
): Promise<number> {
  const before = await deleteRecoveryCodes(tx, userId);
  await tx.repository(RecoveryCode).insert(hashes.map((hash) => ({ userId, hash, createdAt })));
  return before;
}

export const countRecoveryCodes = (tx: Tx, userId: string): Promise<number> =>
  tx.repository(RecoveryCode).countBy({ userId });

/** Uses a code up; false for one there is not. */
export const spendRecoveryCode = async (tx: Tx, userId: string, hash: Buffer): Promise<boolean> =>
  (await tx.repository(RecoveryCode).delete({ userId, hash })).affected === 1;

/** Takes all recovery codes of a person away; answers how many were left. */
export const deleteRecoveryCodes = async (tx: Tx, userId: string): Promise<number> =>
  (await tx.repository(RecoveryCode).delete({ userId })).affected ?? 0;

/** Takes away all a person signs in with besides the password. */
export async function deleteFactors(tx: Tx, userId: string): Promise<void> {
  await tx.repository(Passkey).delete({ userId });
  await deleteApp(tx, userId);
  await deleteRecoveryCodes(tx, userId);
}

/** Uses a challenge up; false where it has been. Sweeps out those that have ended. */
export async function spendChallenge(tx: Tx, challenge: SpentChallenge, now: Date): Promise<boolean> {
  await tx.repository(SpentChallenge).delete({ endsAt: LessThanOrEqual(now) });
  return tx.insertNew(SpentChallenge, challenge);
}

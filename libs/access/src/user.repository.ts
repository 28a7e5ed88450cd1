import { IsNull } from 'typeorm';
import { newId, type Reads, type Tx } from '#platform';
import { HAS_FACTOR } from './factor.repository.js';
import type { Grant, StaffRole } from './rights.rules.js';
import { EmailChange, RoleGrant, User } from './user.entity.js';

export interface UserView {
  id: string;
  email: string;
  name: string;
  /** false until the invitation has been used. */
  active: boolean;
  disabledAt: Date | null;
}

export interface Person extends UserView {
  /** Holds a role in an area outside those asked for. */
  elsewhere: boolean;
  grants: {
    role: StaffRole;
    areaId: string | null;
    areaName: string | null;
    agencyId: string | null;
    agency: string | null;
  }[];
  /** Has a second factor. */
  hasFactor: boolean;
  /** null: never, or before the program wrote it down. */
  lastSignedInAt: Date | null;
}

const COLUMNS = 'u.id, u.email, u.name, u.password_hash IS NOT NULL AS active, u.disabled_at AS "disabledAt"';

/** An account as the rest of the program sees it: without its password. */
export const viewOf = ({ id, email, name, passwordHash, disabledAt }: User): UserView => ({
  id,
  email,
  name,
  active: passwordHash !== null,
  disabledAt,
});

/** The account of an id or of an address in lower case, also a disabled one; with its password's hash. */
export const findUser = (tx: Tx, where: { id: string } | { emailKey: string }): Promise<User | null> =>
  tx.repository(User).findOneBy(where);

/** An account that is not disabled, its row locked until the transaction ends. */
export const lockedUser = (tx: Tx, id: string): Promise<User | null> =>
  tx.repository(User).findOne({ where: { id, disabledAt: IsNull() }, lock: { mode: 'pessimistic_write' } });

/** Whether any account exists that can sign in. */
export const anyUser = async (db: Reads): Promise<boolean> =>
  (await db.query(`SELECT FROM app_user WHERE password_hash IS NOT NULL LIMIT 1`)).length > 0;

export async function insertUser(tx: Tx, user: User): Promise<void> {
  await tx.repository(User).insert(user);
}

/** Sets some columns of an account; false when there is none. */
export const updateUser = async (tx: Tx, id: string, change: Partial<User>): Promise<boolean> =>
  (await tx.repository(User).update({ id }, change)).affected === 1;

export const grantsOf = (tx: Tx, userId: string): Promise<Grant[]> =>
  tx.repository(RoleGrant).find({ select: { role: true, areaId: true, agencyId: true }, where: { userId } });

/** Gives a role; false for one that is held already. */
export const insertGrant = (tx: Tx, grant: Omit<RoleGrant, 'id'>): Promise<boolean> =>
  tx.insertNew(RoleGrant, { ...grant, id: newId() });

/** Takes one role away; false for one not held. */
export const deleteGrant = async (
  tx: Tx,
  userId: string,
  { role, areaId }: Pick<RoleGrant, 'role' | 'areaId'>,
): Promise<boolean> =>
  ((await tx.repository(RoleGrant).delete({ userId, role, areaId: areaId ?? IsNull() })).affected ?? 0) > 0;

/** People with a role in any of the areas or in the whole installation, by name. */
export async function peopleOf(db: Reads, areaIds: readonly string[]): Promise<Person[]> {
  const rows = await db.query<Omit<Person, 'grants'> & Person['grants'][number]>(
    `SELECT ${COLUMNS}, u.last_signed_in_at AS "lastSignedInAt", ${HAS_FACTOR}, g.role, g.area_id AS "areaId",
            a.name AS "areaName", g.agency_id AS "agencyId", c.name AS agency,
            EXISTS (SELECT FROM role_grant o WHERE o.user_id = u.id AND o.area_id <> ALL ($1::uuid[])) AS elsewhere
       FROM app_user u JOIN role_grant g ON g.user_id = u.id LEFT JOIN area a ON a.id = g.area_id
            LEFT JOIN agency c ON c.area_id = g.area_id AND c.id = g.agency_id
      WHERE g.area_id IS NULL OR g.area_id = ANY ($1::uuid[])
      ORDER BY u.name, u.id, a.name NULLS FIRST, g.role`,
    [areaIds],
  );
  const people = new Map<string, Person>();
  for (const { role, areaId, areaName, agencyId, agency, ...user } of rows) {
    const person = people.get(user.id) ?? { ...user, grants: [] };
    person.grants.push({ role, areaId, areaName, agencyId, agency });
    people.set(user.id, person);
  }
  return [...people.values()];
}

/** Names of people by id: of all of these, or only of those with a role in one of the areas or the installation. */
export const userNames = async (
  db: Reads,
  ids: readonly string[],
  of: readonly string[] | 'all',
): Promise<Map<string, string>> =>
  new Map(
    (
      await db.query<{ id: string; name: string }>(
        `SELECT u.id, u.name FROM app_user u
          WHERE u.id = ANY ($1::uuid[]) AND ($2::uuid[] IS NULL OR EXISTS (
            SELECT FROM role_grant g WHERE g.user_id = u.id AND (g.area_id IS NULL OR g.area_id = ANY ($2))))`,
        [ids, of === 'all' ? null : of],
      )
    ).map(({ id, name }) => [id, name]),
  );

/** Somebody who has not signed in for long. */
export interface IdleUser extends UserView {
  /** The last sign-in, or when the account was made. */
  idleSince: Date;
  idleToldAt: Date | null;
}

/** Accounts that are not disabled and were not signed in to since an instant, those idle longest first. */
export const idleUsers = (db: Reads, since: Date): Promise<IdleUser[]> =>
  db.query<IdleUser>(
    `SELECT ${COLUMNS}, coalesce(u.last_signed_in_at, u.created_at) AS "idleSince", u.idle_told_at AS "idleToldAt"
       FROM app_user u
      WHERE u.disabled_at IS NULL AND coalesce(u.last_signed_in_at, u.created_at) <= $1
      ORDER BY "idleSince", u.id`,
    [since],
  );

/**
 * How many administrators of the whole installation can sign in besides this person; undefined where the person is none.
 */
export async function otherAdministrators(tx: Tx, userId: string): Promise<number | undefined> {
  const row = await tx.one<{ self: boolean; others: number }>(
    `SELECT coalesce(bool_or(u.id = $1), false) AS self, count(DISTINCT u.id) FILTER (WHERE u.id <> $1)::int AS others
       FROM app_user u JOIN role_grant g ON g.user_id = u.id
      WHERE g.role = 'administrator' AND g.area_id IS NULL AND u.disabled_at IS NULL AND u.password_hash IS NOT NULL`,
    [userId],
  );
  return row?.self ? row.others : undefined;
}

/** The address a person asked for after an instant. */
export const emailChangeOf = async (db: Reads, userId: string, since: Date): Promise<string | undefined> =>
  (
    await db.one<{ email: string }>('SELECT email FROM email_change WHERE user_id = $1 AND asked_at > $2', [
      userId,
      since,
    ])
  )?.email;

/** Keeps the address asked for, in the place of an earlier one. */
export async function putEmailChange(tx: Tx, change: EmailChange): Promise<void> {
  await tx.repository(EmailChange).delete({ userId: change.userId });
  await tx.repository(EmailChange).insert(change);
}

/** Takes the address asked for out; undefined where there is none. */
export async function takeEmailChange(tx: Tx, userId: string): Promise<string | undefined> {
  const found = await tx.repository(EmailChange).findOneBy({ userId });
  if (found) await tx.repository(EmailChange).delete({ userId });
  return found?.email;
}

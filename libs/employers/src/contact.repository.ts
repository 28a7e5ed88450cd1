import { IsNull } from 'typeorm';
import { columnsOf, type Tx } from '#platform';
import { Contact } from './contact.entity.js';

/** The one to write to. */
export interface PrimaryContact {
  id: string;
  name: string;
  email: string | null;
  jobRole: string | null;
  emailState: Contact['emailState'];
}

const columns = columnsOf(Contact);

/** Inserts contacts in one statement. */
export async function insertContacts(tx: Tx, contacts: Contact[]): Promise<void> {
  if (!contacts.length) return;
  await tx.execute(
    `INSERT INTO contact (${columns.names()}) SELECT ${columns.names()} FROM jsonb_populate_recordset(NULL::contact, $1::jsonb)`,
    [columns.json(contacts)],
  );
}

export const insertContact = (tx: Tx, contact: Contact): Promise<unknown> =>
  tx.repository(Contact).insert(contact);

/** One contact, whichever of the named areas it is in. */
export const findContact = (tx: Tx, id: string, lock = false): Promise<Contact | null> =>
  tx.repository(Contact).findOne({ where: { id }, ...(lock && { lock: { mode: 'pessimistic_write' } }) });

/** What may change of a contact. */
export type ContactChange = Partial<
  Omit<Contact, 'id' | 'areaId' | 'employerId' | 'importRunId' | 'createdAt' | 'madeByUserId'>
>;

/** Writes some columns of one contact. */
export const updateContact = (
  tx: Tx,
  { areaId, id }: Pick<Contact, 'areaId' | 'id'>,
  change: ContactChange,
): Promise<unknown> => tx.repository(Contact).update({ areaId, id }, change);

/** Leaves an employer without a primary contact; the employer is locked by then, so that nobody names another. */
export const clearPrimary = (tx: Tx, areaId: string, employerId: string): Promise<unknown> =>
  tx
    .repository(Contact)
    .update({ areaId, employerId, isPrimary: true, leftAt: IsNull() }, { isPrimary: false });

/** Notes what is known of an address, for every contact of the area that has it. */
export const updateEmailState = (
  tx: Tx,
  areaId: string,
  emailKey: string,
  emailState: Contact['emailState'],
): Promise<unknown> => tx.repository(Contact).update({ areaId, emailKey }, { emailState });

export const findContactsById = (tx: Tx, areaId: string, ids: string[]): Promise<Contact[]> =>
  tx.query<Contact>(
    `SELECT ${columns.selected()} FROM contact WHERE area_id = $1 AND id = ANY ($2::uuid[])`,
    [areaId, ids],
  );

export const findContacts = (tx: Tx, areaId: string, employerId: string): Promise<Contact[]> =>
  tx.query<Contact>(
    `SELECT ${columns.selected()} FROM contact WHERE area_id = $1 AND employer_id = $2 AND erased_at IS NULL
      ORDER BY left_at IS NOT NULL, is_primary DESC, created_at, id`,
    [areaId, employerId],
  );

export async function primaryContacts(
  tx: Tx,
  areaId: string,
  employerIds: string[],
): Promise<Map<string, PrimaryContact>> {
  const rows = await tx.query<PrimaryContact & { employerId: string }>(
    `SELECT DISTINCT ON (employer_id) employer_id AS "employerId", id, name, email, job_role AS "jobRole",
            email_state AS "emailState"
       FROM contact WHERE area_id = $1 AND employer_id = ANY ($2::uuid[]) AND left_at IS NULL
      ORDER BY employer_id, is_primary DESC, created_at, id`,
    [areaId, employerIds],
  );
  return new Map(rows.map(({ employerId, ...contact }) => [employerId, contact]));
}

const THERE = 'c.left_at IS NULL AND c.erased_at IS NULL';

/** Everybody who is at these employers now, of each the one to write to first. */
export const currentContacts = (tx: Tx, areaId: string, employerIds: readonly string[]): Promise<Contact[]> =>
  tx.query<Contact>(
    `SELECT ${columns.selected('c')} FROM contact c
      WHERE c.area_id = $1 AND c.employer_id = ANY ($2::uuid[]) AND ${THERE}
      ORDER BY c.employer_id, c.is_primary DESC, c.created_at, c.id`,
    [areaId, employerIds],
  );

/** How many there are at the employers that a list finds. */
export async function countCurrentContacts(
  tx: Tx,
  employers: { sql: string; params: unknown[] },
): Promise<number> {
  const row = await tx.one<{ n: string }>(
    `SELECT count(*) AS n FROM contact c JOIN employer e ON e.area_id = c.area_id AND e.id = c.employer_id
      WHERE ${THERE} AND ${employers.sql}`,
    employers.params,
  );
  return Number(row!.n);
}

/** Somebody at an employer who can be written to. */
export interface ContactAddressee {
  employerId: string;
  address: string;
  primary: boolean;
}

export const addressees = (
  tx: Tx,
  areaId: string,
  employerIds: readonly string[],
): Promise<ContactAddressee[]> =>
  tx.query<ContactAddressee>(
    `SELECT employer_id AS "employerId", email AS address, is_primary AS "primary" FROM contact
      WHERE area_id = $1 AND employer_id = ANY ($2::uuid[]) AND left_at IS NULL AND email IS NOT NULL`,
    [areaId, employerIds],
  );

/** Everybody at these employers, those who left included, as far as a list tells people apart. */
export const knownPeople = (
  tx: Tx,
  areaId: string,
  employerIds: readonly string[],
): Promise<{ employerId: string; email: string | null; name: string; isPrimary: boolean }[]> =>
  tx.query(
    `SELECT employer_id AS "employerId", email, name, is_primary AND left_at IS NULL AS "isPrimary"
       FROM contact WHERE area_id = $1 AND employer_id = ANY ($2::uuid[])`,
    [areaId, employerIds],
  );

/** Somebody who is at an employer now, and their address. */
export interface ContactAddress {
  contactId: string;
  name: string;
  employerId: string;
  employer: string;
  email: string;
}

const CURRENT = `
  SELECT c.id AS "contactId", c.name, e.id AS "employerId", e.name AS employer, c.email
    FROM contact c JOIN employer e ON e.area_id = c.area_id AND e.id = c.employer_id
   WHERE c.area_id = $1 AND c.left_at IS NULL AND c.email IS NOT NULL`;

/** Everybody of an area who is at an employer and has an address. */
export const currentAddresses = (tx: Tx, areaId: string): Promise<ContactAddress[]> =>
  tx.query(CURRENT, [areaId]);

/** Those of them who have this one. */
export const currentAddressesWith = (tx: Tx, areaId: string, emailKey: string): Promise<ContactAddress[]> =>
  tx.query(`${CURRENT} AND c.email_key = $2 ORDER BY e.name, c.name, c.id`, [areaId, emailKey]);

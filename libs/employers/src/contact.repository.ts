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

/** One contact, whichever of the named areas it is in. */
export const findContact = (tx: Tx, id: string, lock = false): Promise<Contact | undefined> =>
  tx.one<Contact>(`SELECT ${columns.selected()} FROM contact WHERE id = $1${lock ? ' FOR UPDATE' : ''}`, [
    id,
  ]);

/** Writes what a person may change of a contact. */
export const updateContact = (tx: Tx, contact: Contact): Promise<number> =>
  tx.execute(
    `UPDATE contact SET name = $3, job_role = $4, roles = $5, email = $6, email_key = $7, phone = $8, is_primary = $9,
            email_state = $10, left_at = $11 WHERE area_id = $1 AND id = $2`,
    [
      contact.areaId,
      contact.id,
      contact.name,
      contact.jobRole,
      contact.roles,
      contact.email,
      contact.emailKey,
      contact.phone,
      contact.isPrimary,
      contact.emailState,
      contact.leftAt,
    ],
  );

/** Leaves an employer without a primary contact; the employer is locked by then, so that nobody names another. */
export const clearPrimary = (tx: Tx, areaId: string, employerId: string): Promise<number> =>
  tx.execute(
    'UPDATE contact SET is_primary = false WHERE area_id = $1 AND employer_id = $2 AND is_primary AND left_at IS NULL',
    [areaId, employerId],
  );

/** Notes what is known of an address, for every contact of the area that has it. */
export const updateEmailState = (
  tx: Tx,
  areaId: string,
  emailKey: string,
  state: Contact['emailState'],
): Promise<number> =>
  tx.execute('UPDATE contact SET email_state = $3 WHERE area_id = $1 AND email_key = $2', [
    areaId,
    emailKey,
    state,
  ]);

export const findContactsById = (tx: Tx, areaId: string, ids: string[]): Promise<Contact[]> =>
  tx.query<Contact>(
    `SELECT ${columns.selected()} FROM contact WHERE area_id = $1 AND id = ANY ($2::uuid[])`,
    [areaId, ids],
  );

export const findContacts = (tx: Tx, areaId: string, employerId: string): Promise<Contact[]> =>
  tx.query<Contact>(
    `SELECT ${columns.selected()} FROM contact WHERE area_id = $1 AND employer_id = $2
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

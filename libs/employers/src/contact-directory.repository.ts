import { areaEqualsNoIndex, type Tx } from '#platform';
import type { ActivityOutcome } from './activity.entity.js';
import type { Recorded } from './contact-directory.rules.js';

const OF_AREA = areaEqualsNoIndex('area_id', '$1');

/**
 * Locks those rows of the table nobody else has locked, in the order of their ids, and answers the ids of the others;
 * ids without a row are free. It never waits.
 */
export async function lockUncontended(
  tx: Tx,
  table: 'employer' | 'contact',
  areaId: string,
  ids: readonly string[],
): Promise<string[]> {
  if (!ids.length) return [];
  const locked = await tx.query<{ id: string }>(
    `SELECT id FROM ${table} WHERE ${OF_AREA} AND id = ANY($2::uuid[]) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED`,
    [areaId, ids],
  );
  if (locked.length === ids.length) return [];
  const ours = new Set(locked.map((row) => row.id));
  const rest = ids.filter((id) => !ours.has(id));
  const there = await tx.query<{ id: string }>(
    `SELECT id FROM ${table} WHERE ${OF_AREA} AND id = ANY($2::uuid[])`,
    [areaId, rest],
  );
  return there.map((row) => row.id);
}

export const directoryEmployers = (
  tx: Tx,
  areaId: string,
  ids: readonly string[],
): Promise<(Recorded & { id: string; closed: boolean })[]> =>
  tx.query(
    `SELECT id, legal_form AS "legalForm", register, register_number AS "registerNumber", sector,
            closed_at IS NOT NULL AS closed
       FROM employer WHERE ${OF_AREA} AND id = ANY($2::uuid[])`,
    [areaId, ids],
  );

/** Contacts by id, and those with one of the addresses; each by its index. */
export const directoryPeople = (
  tx: Tx,
  areaId: string,
  ids: readonly string[],
  emailKeys: readonly string[],
): Promise<{ id: string; employerId: string; emailKey: string | null; left: boolean }[]> => {
  const columns = `id, employer_id AS "employerId", email_key AS "emailKey", left_at IS NOT NULL AS left`;
  return tx.query(
    `SELECT ${columns} FROM contact WHERE ${OF_AREA} AND id = ANY($2::uuid[])
      UNION
     SELECT c.* FROM unnest($3::text[]) AS w(key)
      CROSS JOIN LATERAL (SELECT ${columns} FROM contact WHERE ${OF_AREA} AND email_key = w.key OFFSET 0) AS c`,
    [areaId, ids, emailKeys],
  );
};

/** Calls, visits and letters since an instant to employers or people. */
export const contactedSince = (
  tx: Tx,
  areaId: string,
  employerIds: readonly string[],
  contactIds: readonly string[],
  since: Date,
): Promise<
  {
    at: Date;
    kind: string;
    direction: 'in' | 'out';
    outcome: ActivityOutcome | null;
    agency: string | null;
    employerId: string;
    contactId: string | null;
    by: string;
  }[]
> => {
  const wanted = `${OF_AREA} AND at >= $4 AND kind IN ('call', 'visit', 'letter')`;
  return tx.query(
    `SELECT at, kind, direction, outcome,
            (SELECT name FROM agency WHERE agency.area_id = a.area_id AND agency.id = a.agency_id) AS agency, employer_id AS "employerId", contact_id AS "contactId",
            by_name AS by
       FROM (SELECT * FROM activity WHERE ${wanted} AND employer_id = ANY($2::uuid[])
              UNION ALL
             SELECT * FROM activity WHERE ${wanted} AND contact_id = ANY($3::uuid[])
                AND NOT employer_id = ANY($2::uuid[])) AS a
      ORDER BY id`,
    [areaId, employerIds, contactIds, since],
  );
};

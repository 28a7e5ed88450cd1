import { IsNull } from 'typeorm';
import type { Tx } from '#platform';
import { Charter } from './charter.entity.js';
import type { CharterEnd } from './charter.rules.js';

/** A signature with the name of its employer. */
export type CharterLine = Charter & { employerName: string; authorityName: string | null };

/** A signatory as the public register shows it. */
export interface RegisterLine {
  name: string;
  authorityName: string | null;
  /** Year from which it has signed without a break. */
  since: number;
}

const line = `c.id, c.area_id AS "areaId", c.employer_id AS "employerId", c.contact_id AS "contactId",
  c.signatory_name AS "signatoryName", c.signatory_role AS "signatoryRole", c.version, c.signed_on::text AS "signedOn",
  c.review_due_on::text AS "reviewDueOn", c.listed, c.ended_on::text AS "endedOn", c.ended_as AS "endedAs",
  c.end_reason AS "endReason", c.created_at AS "createdAt", e.name AS "employerName", e.authority_name AS "authorityName"`;
const joined = 'FROM charter c JOIN employer e ON e.area_id = c.area_id AND e.id = c.employer_id';
/** A signature holds on a day from the day it is signed to the day before the one it ends on. */
const holdsOn = (day: string) => `c.signed_on <= ${day} AND (c.ended_on IS NULL OR c.ended_on > ${day})`;
/** A closed or merged employer is a signatory no more, whatever its row says. */
const alive = 'e.closed_at IS NULL AND e.merged_into IS NULL';

export async function insertCharter(tx: Tx, charter: Charter): Promise<void> {
  await tx.repository(Charter).insert(charter);
}

/** Ends an open signature; false when it had ended before. */
export async function endCharter(
  tx: Tx,
  charter: Charter,
  how: CharterEnd,
  on: string,
  reason: string | null,
): Promise<boolean> {
  const ended = await tx
    .repository(Charter)
    .update(
      { areaId: charter.areaId, id: charter.id, endedOn: IsNull() },
      { endedOn: on, endedAs: how, endReason: reason },
    );
  return ended.affected === 1;
}

/** Takes the end of a signature away. */
export async function reopenCharter(tx: Tx, { areaId, id }: Pick<Charter, 'areaId' | 'id'>): Promise<void> {
  await tx.repository(Charter).update({ areaId, id }, { endedOn: null, endedAs: null, endReason: null });
}

/** An open signature whose review is due while its employer's stage does not say so. */
export interface UnsaidReview {
  areaId: string;
  employerId: string;
}

/** Those of all areas the transaction names, on a London day; the first due first. */
export const unsaidReviews = (tx: Tx, day: string, limit: number): Promise<UnsaidReview[]> =>
  tx.query<UnsaidReview>(
    `SELECT c.area_id AS "areaId", c.employer_id AS "employerId" ${joined}
      WHERE c.ended_on IS NULL AND c.review_due_on <= $1 AND e.stage <> 'review_due' AND ${alive}
      ORDER BY c.review_due_on, c.id LIMIT $2`,
    [day, limit],
  );

export async function setListed(tx: Tx, areaId: string, id: string, listed: boolean): Promise<void> {
  await tx.repository(Charter).update({ areaId, id }, { listed });
}

export const findCharter = (tx: Tx, id: string): Promise<CharterLine | undefined> =>
  tx.one<CharterLine>(`SELECT ${line} ${joined} WHERE c.id = $1`, [id]);

/** All signatures of an employer, the latest first. */
export const chartersOf = (tx: Tx, areaId: string, employerId: string): Promise<Charter[]> =>
  tx.repository(Charter).find({ where: { areaId, employerId }, order: { signedOn: 'DESC', id: 'DESC' } });

/** Signatures that hold on a day, by name of the employer. */
export const chartersOn = (tx: Tx, areaId: string, day: string): Promise<CharterLine[]> =>
  tx.query<CharterLine>(
    `SELECT ${line} ${joined} WHERE c.area_id = $1 AND ${holdsOn('$2::date')} AND ${alive} ORDER BY e.name_key, c.id`,
    [areaId, day],
  );

/** Open signatures whose review falls due from one day to another, both included, the first due first. */
export const reviewsBetween = (tx: Tx, areaId: string, from: string, to: string): Promise<CharterLine[]> =>
  tx.query<CharterLine>(
    `SELECT ${line} ${joined} WHERE c.area_id = $1 AND c.ended_on IS NULL AND c.review_due_on BETWEEN $2 AND $3 AND ${alive}
      ORDER BY c.review_due_on, e.name_key`,
    [areaId, from, to],
  );

/** Employers that signed once and do not any more: their last signature, the latest ended first. */
export const endedCharters = (tx: Tx, areaId: string, day: string): Promise<CharterLine[]> =>
  tx.query<CharterLine>(
    `SELECT * FROM (SELECT DISTINCT ON (c.employer_id) ${line} ${joined}
                     WHERE c.area_id = $1 AND c.signed_on <= $2 AND e.merged_into IS NULL
                     ORDER BY c.employer_id, c.signed_on DESC, c.id DESC) last
      WHERE last."endedOn"::date <= $2 ORDER BY last."endedOn" DESC, last."employerName"`,
    [areaId, day],
  );

/** How many employers have ever signed, by a day. */
export async function countEver(tx: Tx, areaId: string, day: string): Promise<number> {
  const row = await tx.one<{ n: number }>(
    `SELECT count(DISTINCT c.employer_id)::int AS n ${joined}
      WHERE c.area_id = $1 AND c.signed_on <= $2 AND e.merged_into IS NULL`,
    [areaId, day],
  );
  return row!.n;
}

/** Listed signatories of a day by name. */
export const registerOn = (tx: Tx, areaId: string, day: string): Promise<RegisterLine[]> =>
  tx.query<RegisterLine>(
    `SELECT e.name, e.authority_name AS "authorityName",
            (SELECT extract(year FROM min(first.signed_on))::int FROM charter first
              WHERE first.area_id = c.area_id AND first.employer_id = c.employer_id AND first.signed_on >= coalesce(
                (SELECT max(gone.ended_on) FROM charter gone
                  WHERE gone.area_id = c.area_id AND gone.employer_id = c.employer_id
                    AND gone.ended_as IN ('lapsed', 'withdrawn')), '-infinity'::date)) AS since
       ${joined}
      WHERE c.area_id = $1 AND ${holdsOn('$2::date')} AND c.listed AND ${alive}
      ORDER BY e.name_key, e.id`,
    [areaId, day],
  );

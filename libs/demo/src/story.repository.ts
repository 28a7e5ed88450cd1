import type { Actor } from '#platform';
import { newId, type Tx } from '#platform';

/** What the story looks up that nobody in the program has to ask. */

/** The invented employers of the list, in an order of their own. */
export const inventedEmployers = (
  tx: Tx,
  areaId: string,
  ending: string,
  limit: number,
): Promise<{ id: string; name: string; postcode: string | null; sector: string | null }[]> =>
  tx.query(
    `SELECT id, name, postcode, sector FROM employer
      WHERE area_id = $1 AND name LIKE '%' || $2 AND legal_form <> 'Sole trader'
      ORDER BY md5(name), id LIMIT $3`,
    [areaId, ending, limit],
  );

/** Mail that is due by an instant, some of it. */
export const dueMails = async (tx: Tx, areaId: string, now: Date): Promise<string[]> =>
  (
    await tx.query<{ id: string }>(
      `SELECT id FROM message WHERE area_id = $1 AND state IN ('queued', 'retry') AND next_attempt_at <= $2
        ORDER BY id LIMIT 50`,
      [areaId, now],
    )
  ).map((row) => row.id);

/** The latest mail of a kind to somebody. */
export const latestMail = (
  tx: Tx,
  areaId: string,
  contactId: string,
  mail: string,
): Promise<{ id: string; token: string } | undefined> =>
  tx.one(
    `SELECT id, verp_token AS token FROM message WHERE area_id = $1 AND contact_id = $2 AND template = $3
      ORDER BY created_at DESC LIMIT 1`,
    [areaId, contactId, mail],
  );

/** The wave that follows one. */
export const followingWave = (
  tx: Tx,
  areaId: string,
  waveId: string,
): Promise<{ id: string; opensOn: string } | undefined> =>
  tx.one(`SELECT id, opens_on::text AS "opensOn" FROM wave WHERE area_id = $1 AND follows_wave_id = $2`, [
    areaId,
    waveId,
  ]);

/** The invitation of an employer in a wave. */
export const invitationOf = async (
  tx: Tx,
  areaId: string,
  waveId: string,
  employerId: string,
): Promise<string | undefined> =>
  (
    await tx.one<{ id: string }>(
      `SELECT id FROM invitation WHERE area_id = $1 AND wave_id = $2 AND employer_id = $3`,
      [areaId, waveId, employerId],
    )
  )?.id;

/** A first version of a mail's words as nothing checks them. */
export async function insertUncheckedWords(
  tx: Tx,
  areaId: string,
  mail: string,
  words: { subject: string; body: string; because: string },
  note: string,
  at: Date,
  by: Actor,
): Promise<void> {
  await tx.execute(
    `INSERT INTO mail_template (id, area_id, mail, number, own, subject, body, because, note, created_at, created_by)
     VALUES ($1, $2, $3, 1, false, $4, $5, $6, $7, $8, $9)`,
    [newId(), areaId, mail, words.subject, words.body, words.because, note, at, JSON.stringify(by)],
  );
}

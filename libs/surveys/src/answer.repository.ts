import type { Tx } from '#platform';
import type { AnswerStatus } from './answer.rules.js';
import type { Answer as Value } from './instrument.rules.js';
import type { TextChange } from './page-input.rules.js';

export interface AnswerRow {
  id: string;
  areaId: string;
  invitationId: string;
  waveId: string;
  employerId: string;
  contactId: string;
  status: AnswerStatus;
  items: Record<string, Value>;
  savedAt: Date;
  submittedAt: Date | null;
  late: boolean;
}

const ANSWER = `id, area_id AS "areaId", invitation_id AS "invitationId", wave_id AS "waveId",
  employer_id AS "employerId", contact_id AS "contactId", status, items, saved_at AS "savedAt",
  submitted_at AS "submittedAt", late`;

export const answerOf = (tx: Tx, invitationId: string): Promise<AnswerRow | undefined> =>
  tx.one<AnswerRow>(`SELECT ${ANSWER} FROM answer WHERE invitation_id = $1`, [invitationId]);

export const answerById = (tx: Tx, id: string): Promise<AnswerRow | undefined> =>
  tx.one<AnswerRow>(`SELECT ${ANSWER} FROM answer WHERE id = $1`, [id]);

/** What one contact answered for an employer in a wave; undefined unless submitted. */
export const submittedBy = (
  tx: Tx,
  areaId: string,
  waveId: string,
  employerId: string,
  contactId: string,
): Promise<AnswerRow | undefined> =>
  tx.one<AnswerRow>(
    `SELECT ${ANSWER} FROM answer WHERE area_id = $1 AND wave_id = $2 AND employer_id = $3 AND contact_id = $4
        AND status = 'complete' ORDER BY submitted_at DESC LIMIT 1`,
    [areaId, waveId, employerId, contactId],
  );

/** When somebody of each employer submitted an answer in a wave, the first time; who did not is not in it. */
export async function answeredWhen(tx: Tx, areaId: string, waveId: string): Promise<Map<string, Date>> {
  const rows = await tx.query<{ id: string; at: Date }>(
    `SELECT employer_id AS id, min(submitted_at) AS at FROM answer
      WHERE area_id = $1 AND wave_id = $2 AND status = 'complete' GROUP BY employer_id`,
    [areaId, waveId],
  );
  return new Map(rows.map((row) => [row.id, row.at]));
}

/** Begins or goes on with a draft: the given items are set, null ones taken out. Answers the answer's id. */
export async function saveItems(
  tx: Tx,
  id: string,
  invitation: { id: string; areaId: string; waveId: string; employerId: string; contactId: string },
  items: Record<string, Value | null>,
  at: Date,
): Promise<string> {
  const row = await tx.one<{ id: string }>(
    `INSERT INTO answer AS a (id, area_id, invitation_id, wave_id, employer_id, contact_id, status, items, started_at, saved_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'draft', jsonb_strip_nulls($7::jsonb), $8, $8)
     ON CONFLICT (area_id, invitation_id) DO UPDATE
       SET items = jsonb_strip_nulls(a.items || $7::jsonb), saved_at = $8 WHERE a.status = 'draft'
     RETURNING a.id`,
    [
      id,
      invitation.areaId,
      invitation.id,
      invitation.waveId,
      invitation.employerId,
      invitation.contactId,
      JSON.stringify(items),
      at,
    ],
  );
  return row!.id;
}

/** Ends the draft with exactly these items. */
export const completeAnswer = (
  tx: Tx,
  id: string,
  items: Record<string, Value>,
  at: Date,
  late: boolean,
): Promise<number> =>
  tx.execute(
    `UPDATE answer SET status = 'complete', items = $2, submitted_at = $3, saved_at = $3, late = $4
      WHERE id = $1 AND status = 'draft'`,
    [id, JSON.stringify(items), at, late],
  );

export type TextRow = { itemId: string; part: string; text: string };

export const textsOf = (tx: Tx, answerId: string): Promise<TextRow[]> =>
  tx.query<TextRow>(
    'SELECT item_id AS "itemId", part, text FROM answer_text WHERE answer_id = $1 ORDER BY item_id, part',
    [answerId],
  );

/** Sets the given texts and removes those that are null. */
export async function saveTexts(
  tx: Tx,
  areaId: string,
  answerId: string,
  texts: readonly TextChange[],
): Promise<void> {
  if (!texts.length) return;
  await tx.execute(
    `DELETE FROM answer_text t USING unnest($3::text[], $4::text[]) AS r(i, p)
      WHERE t.area_id = $1 AND t.answer_id = $2 AND t.item_id = r.i AND t.part = r.p`,
    [areaId, answerId, texts.map((one) => one.itemId), texts.map((one) => one.part)],
  );
  const kept = texts.filter((one) => one.text !== null);
  if (!kept.length) return;
  await tx.execute(
    `INSERT INTO answer_text (area_id, answer_id, item_id, part, text)
     SELECT $1, $2, i, p, t FROM unnest($3::text[], $4::text[], $5::text[]) AS r(i, p, t)`,
    [
      areaId,
      answerId,
      kept.map((one) => one.itemId),
      kept.map((one) => one.part),
      kept.map((one) => one.text),
    ],
  );
}

/** Removes all texts but those of these items. */
export const keepTexts = (
  tx: Tx,
  areaId: string,
  answerId: string,
  itemIds: readonly string[],
): Promise<number> =>
  tx.execute(
    'DELETE FROM answer_text WHERE area_id = $1 AND answer_id = $2 AND NOT item_id = ANY ($3::text[])',
    [areaId, answerId, itemIds],
  );

/** Answers of some waves as the analysis takes them, drafts included. */
export interface AnalysisRow {
  waveId: string;
  employerId: string;
  contactId: string;
  designated: boolean;
  status: AnswerStatus;
  submittedAt: Date | null;
  items: Record<string, Value>;
}

export const analysisRows = (tx: Tx, areaId: string, waveIds: readonly string[]): Promise<AnalysisRow[]> =>
  tx.query<AnalysisRow>(
    `SELECT a.wave_id AS "waveId", a.employer_id AS "employerId", a.contact_id AS "contactId", i.designated, a.status,
            a.submitted_at AS "submittedAt", a.items
       FROM answer a JOIN invitation i ON i.area_id = a.area_id AND i.id = a.invitation_id
      WHERE a.area_id = $1 AND a.wave_id = ANY ($2::uuid[]) ORDER BY a.id`,
    [areaId, waveIds],
  );

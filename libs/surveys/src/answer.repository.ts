import { In, Not } from 'typeorm';
import type { Tx } from '#platform';
import { Answer, AnswerText } from './answer.entity.js';
import type { AnswerStatus } from './answer.rules.js';
import type { Answer as Value } from './instrument.rules.js';
import type { TextChange } from './page-input.rules.js';

export const answerOf = async (tx: Tx, invitationId: string): Promise<Answer | undefined> =>
  (await tx.repository(Answer).findOneBy({ invitationId })) ?? undefined;

export const answerById = async (tx: Tx, id: string): Promise<Answer | undefined> =>
  (await tx.repository(Answer).findOneBy({ id })) ?? undefined;

/** What one contact answered for an employer in a wave; undefined unless submitted. */
export const submittedBy = async (
  tx: Tx,
  areaId: string,
  waveId: string,
  employerId: string,
  contactId: string,
): Promise<Answer | undefined> =>
  (await tx.repository(Answer).findOne({
    where: { areaId, waveId, employerId, contactId, status: 'complete' },
    order: { submittedAt: 'DESC' },
  })) ?? undefined;

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
export const completeAnswer = async (
  tx: Tx,
  { areaId, id }: Pick<Answer, 'areaId' | 'id'>,
  items: Record<string, Value>,
  at: Date,
  late: boolean,
): Promise<boolean> =>
  (
    await tx
      .repository(Answer)
      .update(
        { areaId, id, status: 'draft' },
        { status: 'complete', items, submittedAt: at, savedAt: at, late },
      )
  ).affected === 1;

export type TextRow = Pick<AnswerText, 'itemId' | 'part' | 'text'>;

export const textsOf = (tx: Tx, answerId: string): Promise<TextRow[]> =>
  tx.repository(AnswerText).find({
    select: { itemId: true, part: true, text: true },
    where: { answerId },
    order: { itemId: 'ASC', part: 'ASC' },
  });

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
export async function keepTexts(
  tx: Tx,
  areaId: string,
  answerId: string,
  itemIds: readonly string[],
): Promise<void> {
  await tx.repository(AnswerText).delete({ areaId, answerId, itemId: Not(In([...itemIds])) });
}

/** Answers of some waves as the analysis takes them, drafts included. */
export interface AnalysisRow {
  waveId: string;
  employerId: string;
  contactId: string | null;
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

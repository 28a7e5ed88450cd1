import type { Tx } from '#platform';

/** How an attempt ended, as far as the mail server told. */
export interface AttemptEnd {
  id: string;
  outcome: string;
  reason: string | null;
  code: number | null;
  text: string | null;
}

/**
 * One commit for what the connections of a process have to write down: how their last mails ended and which mails' first
 * bytes leave now. Answers the attempts that may go on: open ones, which nobody has taken back or stopped meanwhile.
 */
export async function writeJournal(
  tx: Tx,
  entering: readonly string[],
  ended: readonly AttemptEnd[],
  now: Date,
): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>(
    `WITH ended AS (
       UPDATE attempt a
          SET ended_at = $3, outcome = r.outcome, reason = r.reason, smtp_code = r.code, smtp_text = r.text
         FROM jsonb_to_recordset($2::jsonb) AS r(id uuid, outcome text, reason text, code integer, text text)
        WHERE a.id = r.id AND (a.outcome IS NULL OR a.outcome = 'unknown')
     )
     UPDATE attempt SET phase = 'data'
      WHERE id = ANY($1::uuid[]) AND outcome IS NULL AND phase = 'claimed'
     RETURNING id`,
    [entering, JSON.stringify(ended), now],
  );
  return new Set(rows.map((row) => row.id));
}

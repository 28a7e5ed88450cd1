import type { Actor } from './actor.js';
import type { Tx } from './database.js';
import type { FactRow } from './fact.entity.js';

/** What happened to an employer, as it was written down. */
export interface EmployerFact {
  id: string;
  kind: string;
  contactId: string | null;
  subject: string | null;
  at: Date;
  actor: Actor;
  data: Record<string, unknown>;
}

const columns = 'id, kind, contact_id AS "contactId", subject, happened_at AS at, actor, data';

/** Writes facts in one statement, as one is written for each row of a list. */
export async function insertFacts(tx: Tx, facts: readonly FactRow[]): Promise<void> {
  await tx.execute(
    `INSERT INTO fact (id, area_id, kind, employer_id, contact_id, subject, happened_at, recorded_at, actor, data)
     SELECT id, "areaId", kind, "employerId", "contactId", subject, "happenedAt", "recordedAt", actor, data
       FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, "areaId" uuid, kind text, "employerId" uuid, "contactId" uuid,
            subject text, "happenedAt" timestamptz, "recordedAt" timestamptz, actor jsonb, data jsonb)`,
    [JSON.stringify(facts)],
  );
}

/** Facts of an employer, the newest first; `prefixes` (`employers.`, `messaging.` …) narrow the kinds. */
export async function employerFacts(
  tx: Tx,
  areaId: string,
  employerId: string,
  options: { prefixes?: string[]; limit?: number; offset?: number } = {},
): Promise<{ facts: EmployerFact[]; total: number }> {
  const where = `area_id = $1 AND employer_id = $2
      AND ($3::text[] IS NULL OR EXISTS (SELECT 1 FROM unnest($3::text[]) p WHERE starts_with(kind, p)))`;
  const params = [areaId, employerId, options.prefixes?.length ? options.prefixes : null];
  const facts = await tx.query<EmployerFact>(
    `SELECT ${columns} FROM fact WHERE ${where} ORDER BY happened_at DESC, id DESC LIMIT $4 OFFSET $5`,
    [...params, options.limit ?? 20, options.offset ?? 0],
  );
  const total = await tx.one<{ n: string }>(`SELECT count(*) AS n FROM fact WHERE ${where}`, params);
  return { facts, total: Number(total!.n) };
}

/** The fact of a kind that was written down last about an employer. */
export const latestFact = (
  tx: Tx,
  areaId: string,
  employerId: string,
  kind: string,
): Promise<EmployerFact | undefined> =>
  tx.one<EmployerFact>(
    `SELECT ${columns} FROM fact WHERE area_id = $1 AND employer_id = $2 AND kind = $3
      ORDER BY recorded_at DESC, id DESC LIMIT 1`,
    [areaId, employerId, kind],
  );

/** Facts about one subject, e.g. `task:<id>`, the latest first. Only for kinds of subject that have an index. */
export const subjectFacts = (
  tx: Tx,
  areaId: string,
  subject: `task:${string}`,
  limit = 50,
): Promise<EmployerFact[]> =>
  tx.query<EmployerFact>(
    `SELECT ${columns} FROM fact WHERE area_id = $1 AND subject = $2 AND starts_with(subject, 'task:')
      ORDER BY happened_at DESC, id DESC LIMIT $3`,
    [areaId, subject, limit],
  );

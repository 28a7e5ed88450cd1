import type { Actor, Tx } from '#platform';
import { ContactRulesRow } from './contact-rules.entity.js';
import { type ContactRules, nationOf, programRules } from './contact-rules.rules.js';

/** The rules in force in an area. Version 0: the program's own, nobody has saved any. */
export interface RulesInForce {
  version: number;
  rules: ContactRules;
  savedAt: Date | null;
  savedBy: Actor | null;
}

export async function rulesInForce(tx: Tx, areaId: string): Promise<RulesInForce> {
  const row = await tx.one<{
    gssCode: string | null;
    version: number | null;
    rules: Partial<ContactRules> | null;
    savedAt: Date | null;
    savedBy: Actor | null;
  }>(
    `SELECT a.gss_code AS "gssCode", r.version, r.rules, r.saved_at AS "savedAt", r.saved_by AS "savedBy"
       FROM area a
       LEFT JOIN LATERAL (SELECT * FROM contact_rules c WHERE c.area_id = a.id ORDER BY version DESC LIMIT 1) r ON true
      WHERE a.id = $1`,
    [areaId],
  );
  return {
    version: row?.version ?? 0,
    // A rule that came into the program after they saved is the program's.
    rules: { ...programRules(nationOf(row?.gssCode ?? null)), ...row?.rules },
    savedAt: row?.savedAt ?? null,
    savedBy: row?.savedBy ?? null,
  };
}

/** Writes the next version; whoever is second with one is refused by its key. */
export async function insertRules(tx: Tx, row: ContactRulesRow): Promise<void> {
  const { kind, id, label } = row.savedBy;
  await tx.repository(ContactRulesRow).insert({ ...row, savedBy: { kind, id, label } });
}

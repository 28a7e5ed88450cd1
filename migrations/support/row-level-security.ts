/**
 * Row-level security and grants as SQL, for migrations only.
 *
 * This is history: installations have run what it made, so it is never edited and imports nothing that changes. A new way
 * of doing it gets a new file beside this one, which new migrations import.
 */

interface Grants {
  /** Columns the program may change; never `area_id`. None: no UPDATE at all. */
  update?: string[];
  /** Whether the program may delete rows. */
  delete?: boolean;
}

/** Forced row-level security by `area_id` (docs/design/access.md, section 3), and the rights of the program's role. */
export const enableAreaRls = (table: string, grants: Grants = {}): string => `
  ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
  ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
  CREATE POLICY area_wall ON ${table} USING (area_id = ANY ((SELECT app_areas())::uuid[]));
  ${grantTable(table, grants)}`;

/** Rights only, for a table without an area (test/integration/platform/tables.spec.ts has each with its reason). */
export const grantTable = (table: string, grants: Grants = {}): string => `
  GRANT SELECT, INSERT ON ${table} TO crm_program;
  ${grants.update?.length ? `GRANT UPDATE (${grants.update.join(', ')}) ON ${table} TO crm_program;` : ''}
  ${grants.delete ? `GRANT DELETE ON ${table} TO crm_program;` : ''}`;

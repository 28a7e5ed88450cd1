/**
 * The SQL of the wall for one table (access.md section 3): forced row-level security by `area_id`, and the
 * rights of the program's role. `update` lists the columns it may change; `area_id` is never one of them.
 */
export const wall = (table: string, rights: { update?: string[]; delete?: boolean } = {}): string => `
  ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
  ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
  CREATE POLICY area_wall ON ${table} USING (area_id = ANY ((SELECT app_areas())::uuid[]));
  ${withoutWall(table, rights)}`;

/** Rights only, for a table without an area (each one is on the short list in test/architecture with its reason). */
export const withoutWall = (table: string, rights: { update?: string[]; delete?: boolean } = {}): string => `
  GRANT SELECT, INSERT ON ${table} TO crm_program;
  ${rights.update?.length ? `GRANT UPDATE (${rights.update.join(', ')}) ON ${table} TO crm_program;` : ''}
  ${rights.delete ? `GRANT DELETE ON ${table} TO crm_program;` : ''}`;

/**
 * That a row is of the area, where it is found by another key: said so that the planner cannot take the area for the key
 * (coalesce). Of a table that has just grown it believes that an area has next to no rows, and would read all of them.
 */
export const areaEqualsNoIndex = (column: string, area: string): string =>
  `coalesce(${column} = ${area}::uuid, false)`;

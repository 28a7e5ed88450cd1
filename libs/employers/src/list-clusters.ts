import type { Mapping } from './columns.rules.js';
import { noIdColumn, noNameColumn } from './employers.errors.js';
import { Geography } from './geography.js';
import { checkRow, describedBy, type RowValues } from './import-row.rules.js';
import { readListFile } from './list-file.rules.js';
import { dataRows, findLayout } from './list-layout.rules.js';
import { type ClusterRow, Clusters } from './matching/clusters.rules.js';
import { identityOf } from './matching/identity.rules.js';

/** A row of a list: what it is called there, and the row that its cluster is called after. */
export interface ClusteredRow {
  id: string;
  cluster: string;
}

/** Says of which year a row tells. */
const YEAR = /^(?:reporting|report|financial)? ?year$/i;

/**
 * Finds out which rows of a list are one employer, by the strict rule of matching. Columns are understood as an import
 * understands them; rows that an import would refuse are in the answer too, alone if they say nothing. A column `year`
 * keeps apart what had two names in one year. Answers each row once, in the order of the file.
 * Throws `employers.import-…` for a file that is no list or has no names, `employers.no-id-column`.
 */
export function clusterList(bytes: Buffer, idColumn: string): ClusteredRow[] {
  const { text } = readListFile(bytes);
  const layout = findLayout(text);
  const id = layout.headers.findIndex((header) => same(header, idColumn));
  if (id < 0) throw noIdColumn(idColumn, layout.headers);
  const mapping: Mapping = layout.mapping.map((field, column) => (column === id ? null : field));
  if (!mapping.includes('name') && !mapping.includes('currentName')) throw noNameColumn(layout.headers);
  const year = layout.headers.findIndex((header) => YEAR.test(header.replace(/[\s_-]+/g, ' ').trim()));
  const now = mapping.indexOf('currentName');
  const geography = new Geography();
  const ids: string[] = [];
  const rows: ClusterRow[] = [];
  for (const row of dataRows(text, layout)) {
    if (!row) continue;
    ids.push((row.cells[id] ?? '').trim());
    const { values } = checkRow(row, mapping, geography);
    rows.push(clusterRow(values, !!row.cells[now]?.trim(), row.cells[year] ?? ''));
  }
  const clusters = new Clusters(rows);
  return ids.map((of, i) => ({ id: of, cluster: ids[clusters.get(i).first]! }));
}

const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

/** `current`: the row says what the employer is called now, so that its other names are those it had. */
function clusterRow(values: RowValues, current: boolean, year: string): ClusterRow {
  const had = current && values.tradingNames.length ? values.tradingNames : [values.name];
  const said = /\b(?:19|20)\d\d\b/.exec(year)?.[0];
  return {
    identity: identityOf(describedBy(values)),
    namesThen: identityOf({ names: had }).names,
    year: said ? Number(said) : null,
  };
}

import { parse } from 'csv-parse/sync';
import { projectFile } from '#platform';

/** A row of test/data/reporting/quarter-facts.csv. */
export interface Wanted {
  id: string;
  kind: string;
  employer: string;
  subject: string;
  occurred_at: string;
  corrects: string;
  data: Record<string, unknown>;
}

/** All of them, in the order in which they happened. */
export const wanted: Wanted[] = parse<Record<string, string>>(
  projectFile('test/data/reporting/quarter-facts.csv'),
  {
    columns: true,
  },
)
  .map((row) => ({ ...row, data: JSON.parse(row['data']!) }) as unknown as Wanted)
  .sort((a, b) => (a.occurred_at < b.occurred_at ? -1 : 1));

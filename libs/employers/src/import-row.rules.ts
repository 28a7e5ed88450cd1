import type { ImportField } from './columns.rules.js';

/** Something to know about a row, in plain English. A doubt does not keep the row out. */
export interface RowProblem {
  field: ImportField | 'row';
  text: string;
  doubt: boolean;
}

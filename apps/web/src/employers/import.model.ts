import {
  type Changes,
  delimiterWords,
  type Employer,
  type ImportField,
  type ImportRun,
  type Mapping,
  peopleWords,
  type RowValues,
  stages,
} from '#employers';
import { comparedAs, importLabels, valueWords } from './employer-fields.model.js';

/** Where a list stands, for the five steps at the top of its pages. */
export const steps = (at: 1 | 2 | 3 | 4 | 5) =>
  ['File', 'Columns', 'Check the rows', 'Matches', 'Import'].map((text, i) => ({
    text,
    state: i + 1 < at ? 'done' : i + 1 === at ? 'on' : '',
  }));

export const states: Record<ImportRun['state'], { tone: string; text: string }> = {
  mapping: { tone: '', text: 'Columns to check' },
  checked: { tone: 'amber', text: 'Waiting for you' },
  running: { tone: 'tarn', text: 'Importing' },
  done: { tone: 'green', text: 'Imported' },
  failed: { tone: 'red', text: 'Failed' },
  cancelled: { tone: '', text: 'Cancelled' },
  reverted: { tone: '', text: 'Undone' },
};

/** "412 rows. Semicolons, Windows-1252; both recognised." */
export const fileWords = (run: ImportRun): string => {
  const delimiter = delimiterWords[run.delimiter] ?? 'one column';
  return `${run.total.toLocaleString('en-GB')} ${run.total === 1 ? 'row' : 'rows'}. ${delimiter[0]!.toUpperCase()}${delimiter.slice(1)}, ${run.encoding}; both recognised.`;
};

/** What each column of the file holds, with some of its cells. */
export const columns = (run: ImportRun, mapping: Mapping, sample: { cells: string[] }[]) =>
  run.headers.map((header, i) => ({
    i,
    header,
    field: mapping[i] ?? '',
    words: mapping[i] ? importLabels[mapping[i]] : 'Left out',
    sample: sample
      .map((row) => (row.cells[i] ?? '').trim().slice(0, 60))
      .filter(Boolean)
      .slice(0, 2)
      .join('; '),
  }));

export const fieldChoices = Object.entries(importLabels).map(([value, text]) => ({ value, text }));

type Row = {
  line: number;
  cells: string[];
  verdict: string;
  choice: string | null;
  problems: { field: ImportField | 'row'; text: string; doubt: boolean }[];
  duplicateOf: number | null;
  values: RowValues;
};

/** The columns of the check: those that problems are mostly about. */
const shown: ImportField[] = ['name', 'companyNumber', 'postcode', 'size', 'email'];

const textOf = (values: RowValues, field: ImportField): string => {
  if (field === 'name') return values.name;
  if (field === 'companyNumber') return values.registerNumber ?? '';
  if (field === 'postcode') return values.postcode ?? '';
  if (field === 'size') return peopleWords(values);
  return values.contact?.email ?? '';
};

export const checkHeads = (mapping: Mapping) =>
  shown
    .filter((f) => f === 'name' || mapping.includes(f))
    .map((f) => ({ field: f, text: f === 'name' ? 'Employer' : importLabels[f] }));

/** A row of the check. A cell that keeps the row out can be typed over; `column` says which one of the file it is. */
export function checkRow(row: Row, mapping: Mapping) {
  const heads = checkHeads(mapping).map((h) => h.field);
  const cells = heads.map((field) => {
    const problems = row.problems.filter((p) => p.field === field);
    const wrong = problems.some((p) => !p.doubt);
    const column = mapping.indexOf(field === 'name' && !mapping.includes('name') ? 'currentName' : field);
    return {
      field,
      text: (wrong && column >= 0 ? (row.cells[column] ?? '').trim() : textOf(row.values, field)).slice(
        0,
        200,
      ),
      input: wrong && column >= 0 ? column : null,
      state: wrong ? 'bad' : problems.length ? 'odd' : '',
      problems,
    };
  });
  return {
    line: row.line,
    verdict: row.verdict,
    skipped: row.choice === 'skip',
    duplicateOf: row.duplicateOf,
    cells,
    others: row.problems.filter((p) => p.field === 'row' || !heads.includes(p.field)),
  };
}

/** The decision about a row as it is chosen on its page: what a person said, else what is done unless they say else. */
export const choiceOf = (
  row: Pick<Row, 'choice' | 'verdict'> & {
    chosenId: string | null;
    employerId: string | null;
    candidateIds: readonly string[];
  },
  byHand: ReadonlySet<string>,
): string => {
  if (row.choice === 'add' || row.choice === 'skip') return row.choice;
  if (row.candidateIds.length) return row.chosenId ? `of-${row.chosenId}` : '';
  return row.choice ?? (byHand.has(row.employerId ?? '') ? 'fill' : 'take');
};

/** An employer a row may be, to choose from. */
export const candidate = (employer: Employer | undefined) =>
  employer
    ? [
        {
          id: employer.id,
          name: employer.name,
          about: [employer.town, employer.postcode, employer.registerNumber, stages[employer.stage]]
            .filter(Boolean)
            .join(', '),
        },
      ]
    : [];

/** What a comparison calls a field; undefined: another one says it. */
const labelOf = (field: string) => (field === 'contact' ? 'Contact' : comparedAs(field));

/** What differs between a row and the record it means, field by field. */
export const differences = (changes: Changes | null) =>
  Object.entries(changes ?? {})
    .map(([field, { was, is }]) => ({
      label: labelOf(field),
      file: valueWords(is, '–'),
      held: valueWords(was, '–'),
    }))
    .filter(({ label }) => label);

import { z } from 'zod';
import { type ImportChoice, importFields, type Mapping } from '#employers';
import { isId } from '#platform';
import { field, oneOf, place } from '../shell/index.js';

/** Fields with numbered names: `column-3`, `cell-14-2`, `choice-14`. */
const numbered = z.object({}).catchall(z.union([field.maybeLines(10_000), z.array(z.string())]));
export const columnsForm = numbered;
export const rowsForm = numbered;
export type Numbered = z.output<typeof numbered>;

/** The mapping a form of `column-<n>` means. */
export function mappingOf(form: Numbered, columns: number): Mapping {
  return Array.from({ length: columns }, (_, i) => {
    const chosen = form[`column-${i}`];
    return importFields.find((field) => field === chosen) ?? null;
  });
}

export interface RowChange {
  line: number;
  cells: Record<number, string>;
  choice?: ImportChoice | null;
  /** Which of several employers the row is. */
  chosenId?: string;
}

/** Corrections by line: `cell-<line>-<column>`, `choice-<line>`, and for each row shown `row-<line>`. */
export function rowChanges(form: Numbered): RowChange[] {
  const changes = new Map<number, RowChange>();
  const of = (line: string) => {
    const change = changes.get(Number(line)) ?? { line: Number(line), cells: {} };
    changes.set(change.line, change);
    return change;
  };
  for (const [name, value] of Object.entries(form)) {
    const [, kind, line, column] = /^(row|cell|choice)-(\d{1,9})(?:-(\d{1,4}))?$/.exec(name) ?? [];
    if (!kind || !line || typeof value !== 'string') continue;
    if (kind === 'row') of(line).choice ??= null;
    else if (kind === 'cell' && column) of(line).cells[Number(column)] = value;
    else if (kind === 'choice' && ['take', 'fill', 'add', 'skip'].includes(value))
      of(line).choice = value as RowChange['choice'] & string;
    else if (kind === 'choice' && isId(value.replace(/^of-/, ''))) of(line).chosenId = value.slice(3);
  }
  return [...changes.values()];
}

/** The count that was shown is posted back (access matrix, condition `preview`); what is no count fits no figures. */
export const confirmForm = z.object({ count: field.shownCount() });

/** Taking a list back asks a reason (access matrix, condition `reason`). */
export const revertForm = z.object({ reason: field.reason() });

/** Which rows of a list are shown. */
export const rowsFilter = z.object({
  show: oneOf(['problems', 'new', 'match', 'several', 'doubt', 'rejected', 'duplicate', 'skipped']),
});
export const rowsQuery = rowsFilter.extend(place);
/** Where in a list that has no filter. */
export const placeQuery = z.object(place);

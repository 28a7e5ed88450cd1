/** What a column holds: `day` as "2026-11-24", `instant` as a Date that is shown in London time. */
export type CellKind = 'text' | 'number' | 'day' | 'instant';
export type CellValue = string | number | Date | null;

export interface SheetColumn {
  title: string;
  kind: CellKind;
}

/** A table to be written: cells in the order of its columns. Rows are taken one by one. */
export interface SheetContent {
  /** Of a workbook; what it may not hold is left out, and what is beyond 31 characters. */
  name: string;
  columns: readonly SheetColumn[];
  rows: AsyncIterable<readonly CellValue[]>;
}

/** How much is put together before it is handed on. */
export const CHUNK = 65_536;

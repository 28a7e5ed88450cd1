/**
 * documents: spreadsheets in and out, files, and lists that staff take out as background work. Owns what was taken out
 * (export_run) and where files lie. It must not know what an employer or a message is: the libs that do register what may
 * be taken out of theirs, with its columns.
 */
export { writeCsv } from './sheets/csv-writer.js';
export { guarded, unguarded } from './sheets/formula-guard.rules.js';
export type { CellKind, CellValue, SheetColumn, SheetContent } from './sheets/sheet-content.js';
export type { SheetRow } from './sheets/sheet-rows.js';
export { type SheetOverview, Workbook } from './sheets/workbook.js';
export { writeXlsx } from './sheets/xlsx-writer.js';

/**
 * documents: spreadsheets in and out, contact cards, files, and lists that staff take out as background work. Owns what was
 * taken out (export_run) and where files lie. It must not know what an employer or a message is: the libs that do register
 * what may be taken out of theirs, with its columns.
 */
export { type CardPerson, vcards } from './cards/vcard.rules.js';
export { DocumentsModule } from './documents.module.js';
export { allowedColumns, type ExportRights } from './exports/export-columns.rules.js';
export { type ExportFormat, type ExportRun, exportFormats } from './exports/export-run.entity.js';
export { type ExportColumn, type ExportSource, ExportSources } from './exports/export-source.js';
export { ExportWork } from './exports/export-work.service.js';
export { EXPORT_JOB, EXPORT_SWEEP_JOB, Exports } from './exports/exports.service.js';
export { guarded, unguarded } from './sheets/formula-guard.rules.js';
export type { CellValue } from './sheets/sheet-content.js';
export type { SheetRow } from './sheets/sheet-rows.js';
export { type SheetOverview, Workbook } from './sheets/workbook.js';

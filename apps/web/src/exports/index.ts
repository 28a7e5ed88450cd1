/** exports: lists that staff take out: asking for a file, fetching it, deleting it. */
export { type ExportPage, exportPage } from './export-page.js';
export { ExportsWebModule } from './exports.module.js';

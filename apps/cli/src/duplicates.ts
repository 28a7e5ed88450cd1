import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { CliError } from './output.js';

/** `duplicates cluster FILE.csv`: which rows of a list are one employer. Needs no database. */
export function registerDuplicates(program: Command): void {
  const duplicates = program.command('duplicates').description('employers that are there more than once');
  duplicates
    .command('cluster')
    .argument('<file>', 'a CSV list, in any common encoding and with any common delimiter')
    .requiredOption('--id-column <name>', 'the column that says what a row is called')
    .description('put the rows of a list that are one employer together: CSV with row_id and cluster_id')
    .action(async (file: string, { idColumn }: { idColumn: string }) => {
      const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
        throw new CliError(
          error.code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read: ${error.message}.`,
        );
      });
      const { clusterList } = await import('#employers');
      const rows = clusterList(bytes, idColumn);
      const lines = rows.map((row) => `${cell(row.id)},${cell(row.cluster)}`);
      process.stdout.write(['row_id,cluster_id', ...lines, ''].join('\n'));
    });
}

/** RFC 4180. Ids are given back as they came, so that the answer can be joined with the list. */
const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import type { Areas } from '#access';
import { OPERATOR, REASON } from './operator.js';
import { answer, CliError } from './output.js';
import { withApp } from './with-app.js';

/** Boots the libs, does the work, closes them: withApp of with-app.ts. */
export type RunWithApp = <T>(work: (app: INestApplicationContext) => Promise<T>) => Promise<T>;

interface Options {
  dryRun?: boolean;
  area?: string;
  reason?: string;
  json?: boolean;
}

/** `import employers FILE`: a list of employers comes in at one go, by the same reading as in the browser. */
export function registerImport(program: Command, run: RunWithApp = withApp): void {
  program
    .command('import')
    .description('lists that come in')
    .command('employers')
    .argument('<file>', 'a CSV list, in any common encoding and with any common delimiter')
    .description('bring a list of employers in; rows that are known are matched')
    .option('--dry-run', 'say what it would do and store nothing')
    .option('--area <slug>', 'the area it is for; needed when there is more than one')
    .option(...REASON)
    .option('--json', 'answer as JSON')
    .action(async (file: string, options: Options) => {
      const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
        throw new CliError(
          error.code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read: ${error.message}.`,
        );
      });
      const result = await run((app) => importEmployers(app, { name: basename(file), bytes }, options));
      answer(options.json, result, inWords(result, options.dryRun ?? false));
    });
}

async function importEmployers(
  app: INestApplicationContext,
  file: { name: string; bytes: Buffer },
  options: Options,
) {
  const { Areas } = await import('#access');
  const { ImportWork } = await import('#employers');
  const area = await areaFor(app.get(Areas), options);
  const otherNames = (rows: number) => {
    const words =
      rows === 1 ? '1 row has the number of an employer' : `${rows} rows have the number of an employer`;
    const where = rows === 1 ? 'look at it under Imports' : 'look at them under Imports';
    process.stderr.write(`${words} with another name${options.dryRun ? '' : `; ${where}`}.\n`);
  };
  return app.get(ImportWork).importFile(area.id, file, {
    dryRun: options.dryRun ?? false,
    actor: OPERATOR,
    otherNames,
    reason: options.reason,
  });
}

/**
 * The area asked for by slug or name; without one, the only one. An installation that has none yet gets its first,
 * so that a list can come in before anybody has signed in; a dry run makes none and matches against nothing.
 */
async function areaFor(areas: Areas, { area: asked, dryRun }: Options): Promise<{ id: string }> {
  const all = await areas.list();
  if (!all.length) {
    const { newId } = await import('#platform');
    if (dryRun) return { id: newId() };
    const made = await areas.create({ name: asked ?? 'First area' });
    process.stderr.write(`There was no area yet; made “${made.name}”.\n`);
    return made;
  }
  const known = all.map((a) => a.slug).join(', ');
  if (!asked) {
    if (all.length === 1) return all[0]!;
    throw new CliError(`Say for which area with --area: ${known}.`);
  }
  const found = all.find((a) => a.slug === asked || a.name.toLowerCase() === asked.toLowerCase());
  if (!found) throw new CliError(`There is no area “${asked}”. There are: ${known}.`);
  return found;
}

interface Result {
  records: number;
  created: number;
  matched: number;
  updated: number;
  rejected: { line: number; reason: string }[];
  duplicates: { line: number; of: number }[];
}

function inWords(r: Result, dryRun: boolean): string[] {
  return [
    dryRun ? `${r.records} rows read; nothing is stored (dry run).` : `${r.records} rows read.`,
    `${r.created} new, ${r.matched} known already (${r.updated} of them changed), ${r.rejected.length} rejected, ${r.duplicates.length} double.`,
    ...r.rejected.map(({ line, reason }) => `Line ${line}: ${reason}`),
    ...r.duplicates.map(({ line, of }) => `Line ${line}: the same employer as line ${of}.`),
  ];
}

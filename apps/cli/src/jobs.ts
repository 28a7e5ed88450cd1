import type { Command } from 'commander';
import type { FailedJob } from '#platform';
import type { RunWithApp } from './import.js';
import { OPERATOR } from './operator.js';
import { answer, CliError, table } from './output.js';
import { withApp } from './with-app.js';

interface Options {
  retry?: string;
  drop?: string;
  json?: boolean;
}

/** `jobs failed`: what failed for good in the background, trying one again, dropping one. */
export function registerJobs(program: Command, run: RunWithApp = withApp): void {
  program
    .command('jobs')
    .description('what runs in the background')
    .command('failed')
    .description('jobs that failed for good, the latest first')
    .option('--retry <id>', 'queue this one again; it leaves the list')
    .option('--drop <id>', 'take this one off the list')
    .option(
      '--json',
      'answer as JSON: [{"id","job","failedAt","tries","error"}], of the one retried or dropped too',
    )
    .action(async (options: Options) => {
      if (options.retry !== undefined && options.drop !== undefined)
        throw new CliError('Say --retry or --drop, not both.');
      const rows = await act(run, options);
      const shown = rows.map(({ id, job, failedAt, tries, error }) => ({
        id,
        job,
        failedAt: failedAt.toISOString(),
        tries,
        error,
      }));
      answer(options.json, shown, inWords(options, shown));
    });
}

function act(run: RunWithApp, options: Options): Promise<FailedJob[]> {
  return run(async (app) => {
    const [{ Audit }, { Database, FailedJobs, isId }] = await Promise.all([
      import('#access'),
      import('#platform'),
    ]);
    const [db, failed] = [app.get(Database), app.get(FailedJobs)];
    const id = options.retry ?? options.drop;
    if (id === undefined) return db.read([], (tx) => failed.list(tx));
    if (!isId(id)) throw new CliError(`There is no failed job ${id}.`);
    const verb = options.retry === undefined ? 'drop' : 'retry';
    return db.write([], async (tx) => {
      const row = await failed[verb](tx, id);
      const resource = 'failed_job';
      await app.get(Audit, { strict: false }).record(tx, {
        areaId: null,
        actor: OPERATOR,
        verb,
        resource,
        subject: row.id,
        reason: row.job,
      });
      return [row];
    });
  });
}

type Shown = Record<'id' | 'job' | 'failedAt' | 'error', string> & { tries: number };

function inWords(options: Options, shown: Shown[]): string | string[] {
  const [one] = shown;
  if (options.retry) return `Queued again: ${one!.job}, ${one!.id}`;
  if (options.drop) return `Dropped: ${one!.job}, ${one!.id}`;
  if (!one) return 'No job has failed for good.';
  const rows = shown.map(({ id, job, failedAt, tries, error }) => [id, job, failedAt, String(tries), error]);
  return table([['Id', 'Job', 'Failed at', 'Tries', 'Error'], ...rows]);
}

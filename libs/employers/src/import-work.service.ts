import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '#access';
import {
  type Actor,
  Clock,
  CodedError,
  Database,
  errorForLog,
  Facts,
  LOG,
  type Log,
  Queues,
  type Tx,
} from '#platform';
import { Geography } from './geography.js';
import { beginTry, findRun, lockImports, updateRun, waitingRuns } from './import.repository.js';
import { IMPORT_JOB, Imports, importJob } from './import.service.js';
import { applyOutcomes } from './import-apply.js';
import { batches, stored } from './import-batches.js';
import type { ImportResult, ImportRun } from './import-run.entity.js';
import { createImportRunner, type ImportRunner } from './import-runner.js';
import { readListFile } from './list-file.rules.js';
import { dataRows, findLayout } from './list-layout.rules.js';

/** How often a confirmed list is begun before it counts as failed. */
const MOST_TRIES = 3;
/** What the page says when the reason is none that the list's owner could mend. */
const GAVE_UP =
  'The program began three times and did not get through. Nothing was stored. Its log says what went wrong.';

/** What happens to a list once it is let in; choosing and checking it is Imports. */
@Injectable()
export class ImportWork {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly facts: Facts,
    private readonly queues: Queues,
    private readonly geography: Geography,
    private readonly imports: Imports,
    private readonly audit: Audit,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Brings a confirmed list in, in one transaction under the area's import lock; progress is written beside it. Called
   * twice, also at once, it is done once: whoever comes second waits and finds it done. An error is thrown on; one that
   * stays, or the third of others, ends the list as `failed`.
   */
  async bringIn(areaId: string, runId: string): Promise<void> {
    // Counted before the work, so that a list that ends its process is counted too.
    const tries = await this.db.write([areaId], (tx) => beginTry(tx, areaId, runId));
    if (tries === undefined) return;
    if (tries > MOST_TRIES) return this.fail(areaId, runId, GAVE_UP);
    const progress = new Progress(
      (done) =>
        this.db.write([areaId], async (tx) => {
          await updateRun(tx, { areaId, id: runId }, ['running'], { done });
        }),
      this.log,
    );
    try {
      await this.db.write([areaId], async (tx) => {
        await lockImports(tx, areaId);
        const run = await findRun(tx, runId);
        if (run?.state === 'running') await this.apply(tx, run, (done) => progress.report(done));
      });
    } catch (error) {
      if (error instanceof CodedError) await this.fail(areaId, runId, error.message);
      else if (tries === MOST_TRIES) await this.fail(areaId, runId, GAVE_UP);
      throw error;
    } finally {
      await progress.settled();
    }
  }

  /** Queues confirmed lists again whose job was lost; for the sweep. The job id keeps one that is at work from doubling. */
  async requeue(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - 60_000);
    const waiting = await this.db.read('all', (tx) => waitingRuns(tx, before));
    await this.queues.add(IMPORT_JOB, waiting.map(importJob));
  }

  /**
   * A file in one go, for the command line and the sample area, with its line in the audit. A dry run gives the same
   * figures and stores nothing. `otherNames` is told how many rows have the number of an employer of another name and
   * place, when there are any: the number decides, but somebody may want to look.
   */
  async importFile(
    areaId: string,
    file: { name: string; bytes: Buffer },
    options: {
      dryRun?: boolean;
      actor: Actor;
      otherNames?: (rows: number) => void;
      reason?: string | undefined;
    },
  ): Promise<ImportResult> {
    const { actor } = options;
    const pass = options.dryRun
      ? await this.db.read([areaId], (tx) => this.tryFile(tx, areaId, file, actor))
      : await this.loadFile(areaId, file, actor, options.reason);
    if (pass.otherNames) options.otherNames?.(pass.otherNames);
    return pass.result;
  }

  private loadFile(
    areaId: string,
    file: { name: string; bytes: Buffer },
    actor: Actor,
    reason: string | undefined,
  ): Promise<ImportRunner> {
    return this.db.write([areaId], async (tx) => {
      await lockImports(tx, areaId);
      const run = await this.imports.open(tx, areaId, file, actor, 'running');
      const pass = await this.apply(tx, run);
      await this.audit.record(tx, {
        areaId,
        actor,
        verb: 'create',
        resource: 'import',
        subject: run.id,
        rowCount: pass.result.records,
        reason,
      });
      return pass;
    });
  }

  private async tryFile(
    tx: Tx,
    areaId: string,
    file: { name: string; bytes: Buffer },
    actor: Actor,
  ): Promise<ImportRunner> {
    const { text } = readListFile(file.bytes);
    const layout = findLayout(text);
    const run = { id: null, areaId, fileName: file.name, actor, ...layout };
    const pass = await createImportRunner(tx, run, this.geography, this.clock.now(), false);
    for await (const rows of batches(dataRows(text, layout))) await pass.batch(rows);
    return pass;
  }

  private async apply(tx: Tx, run: ImportRun, progress?: (done: number) => void): Promise<ImportRunner> {
    const now = this.clock.now();
    const pass = await createImportRunner(tx, run, this.geography, now, true);
    for await (const rows of stored(tx, run)) {
      await applyOutcomes(tx, this.facts, run, await pass.batch(rows), now);
      progress?.(pass.result.records);
    }
    const { result } = pass;
    await updateRun(tx, run, ['running'], {
      state: 'done',
      done: result.records,
      result,
      confirmedAt: run.confirmedAt ?? now,
      finishedAt: now,
    });
    return pass;
  }

  /** Under the lock, so that a try that is still at work ends first; what it brought in stays. */
  private fail(areaId: string, id: string, failure: string): Promise<void> {
    return this.db.write([areaId], async (tx) => {
      await lockImports(tx, areaId);
      await updateRun(tx, { areaId, id }, ['running'], {
        state: 'failed',
        done: 0,
        failure,
        finishedAt: this.clock.now(),
      });
    });
  }
}

/**
 * Writes how far a list has come, on another connection. The work never waits for it: that would hold one connection
 * while waiting for a second. What comes while a figure is being written is left out; the next one says more.
 */
class Progress {
  private writing: Promise<void> | undefined;

  constructor(
    private readonly write: (done: number) => Promise<void>,
    private readonly log: Log,
  ) {}

  report(done: number): void {
    this.writing ??= this.write(done)
      .catch((error: unknown) =>
        this.log.warn({ err: errorForLog(error) }, 'progress of an import not written'),
      )
      .finally(() => {
        this.writing = undefined;
      });
  }

  async settled(): Promise<void> {
    await this.writing;
  }
}

import { PassThrough } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { Audit, rightOf, Users } from '#access';
import { Clock, CodedError, Database, LOG, type Log, Queues } from '#platform';
import { FileStore } from '../files/file-store.js';
import { writeCsv } from '../sheets/csv-writer.js';
import type { CellValue, SheetContent } from '../sheets/sheet-content.js';
import { writeXlsx } from '../sheets/xlsx-writer.js';
import type { ExportRights } from './export-columns.rules.js';
import type { ExportRun } from './export-run.entity.js';
import {
  beginTry,
  deleteGone,
  expiredRuns,
  findRun,
  updateRun,
  waitingRuns,
} from './export-run.repository.js';
import { type ExportSource, ExportSources } from './export-source.js';
import { rightLost } from './exports.errors.js';
import { EXPORT_JOB, exportJob, fileKey, holds } from './exports.service.js';

const DAY_MS = 86_400_000;
/** How long a file is there, and how long it is still said that it was. */
const FILE_DAYS = 7;
const LINE_DAYS = 30;
const MOST_TRIES = 3;
/** Rows that are read at once: what memory holds, however long the list. */
const BATCH = 500;
const PROGRESS_MS = 1_000;
const GAVE_UP = 'The program began three times and did not get through. Its log says what went wrong.';

/** Makes the files of lists that were asked for, and takes them away again. */
@Injectable()
export class ExportWork {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly queues: Queues,
    private readonly users: Users,
    private readonly audit: Audit,
    private readonly files: FileStore,
    private readonly sources: ExportSources,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Makes a file, by the rights its maker has now. Called twice, also at once, one file comes of it. An error is thrown on;
   * a right that was lost, or the third of other errors, ends it as `failed`.
   */
  async make(areaId: string, runId: string): Promise<void> {
    // Counted before the work, so that a list that ends its process is counted too.
    const tries = await this.db.write([areaId], (tx) => beginTry(tx, areaId, runId));
    if (tries === undefined) return;
    const run = (await this.db.read([areaId], (tx) => findRun(tx, runId)))!;
    if (tries > MOST_TRIES) return this.fail(run, GAVE_UP);
    try {
      const source = this.sources.find(run.source);
      if (!source || !holds(source, run, await this.rightsNow(run))) throw rightLost();
      await this.write(run, source);
    } catch (error) {
      if (error instanceof NoLongerWanted) return;
      if (error instanceof CodedError) return this.fail(run, error.message);
      if (tries === MOST_TRIES) await this.fail(run, GAVE_UP);
      throw error;
    }
  }

  /** Queues exports again whose job was lost, deletes files whose time is over, and forgets those gone long ago. */
  async sweep(): Promise<void> {
    const now = this.clock.now();
    const before = new Date(now.getTime() - 60_000);
    const waiting = await this.db.read('all', (tx) => waitingRuns(tx, before));
    await this.queues.add(EXPORT_JOB, waiting.map(exportJob));
    for (const run of await this.db.read('all', (tx) => expiredRuns(tx, now))) {
      await this.files.delete(fileKey(run));
      await this.db.write([run.areaId], (tx) =>
        updateRun(tx, run, ['done', 'failed'], { state: 'gone', filter: {}, goneAt: now }),
      );
    }
    await this.db.write('all', (tx) => deleteGone(tx, new Date(now.getTime() - LINE_DAYS * DAY_MS)));
  }

  /** What the maker may export by the roles held now; of an account that was ended nothing. */
  private async rightsNow({ areaId, byUserId }: ExportRun): Promise<ExportRights> {
    const user = await this.users.byId(byUserId);
    const grants = user && !user.disabledAt ? await this.users.grants(byUserId) : [];
    return (resource) => rightOf(grants, [areaId], resource, 'export', areaId);
  }

  private async write(run: ExportRun, source: ExportSource): Promise<void> {
    const { areaId } = run;
    const chosen = source.columns.filter(({ name }) => run.columns.includes(name));
    const progress = { rows: 0 };
    const out = new PassThrough();
    const content: SheetContent = {
      name: source.title,
      columns: chosen,
      rows: this.rows(run, source, chosen, progress),
    };
    const writer = run.format === 'xlsx' ? writeXlsx : writeCsv;
    const [bytes] = await Promise.all([this.files.put(fileKey(run), out), writer(out, content)]);
    const now = this.clock.now();
    const { rows } = progress;
    const kept = await this.db.write([areaId], async (tx) => {
      const done = await updateRun(tx, run, ['making'], {
        state: 'done',
        total: rows,
        done: rows,
        bytes: String(bytes),
        madeAt: now,
        expiresAt: new Date(now.getTime() + FILE_DAYS * DAY_MS),
      });
      if (done)
        await this.audit.record(tx, {
          areaId,
          actor: run.actor,
          verb: 'create',
          resource: 'export',
          subject: run.id,
          rowCount: rows,
        });
      return done;
    });
    if (!kept) await this.dropUnwanted(run);
  }

  /** Each batch in a transaction of its own, so that none is open as long as a file is written. */
  private async *rows(
    run: ExportRun,
    source: ExportSource,
    columns: ExportSource['columns'],
    progress: { rows: number },
  ): AsyncGenerator<CellValue[]> {
    const { areaId, filter } = run;
    let told = Date.now();
    let after: string | undefined;
    do {
      const page = await this.db.read([areaId], (tx) => source.page(tx, areaId, filter, { after }, BATCH));
      for (const row of page.rows) {
        progress.rows++;
        yield columns.map((column) => column.value(row));
      }
      after = page.next;
      if (Date.now() - told < PROGRESS_MS) continue;
      told = Date.now();
      const wanted = await this.db.write([areaId], (tx) =>
        updateRun(tx, run, ['making'], { done: progress.rows }),
      );
      if (!wanted) throw new NoLongerWanted();
    } while (after);
  }

  /** Its owner has deleted it meanwhile, or another worker was quicker: then there is a file that is wanted. */
  private async dropUnwanted(run: ExportRun): Promise<void> {
    const now = await this.db.read([run.areaId], (tx) => findRun(tx, run.id));
    if (now?.state !== 'done') await this.files.delete(fileKey(run));
  }

  private async fail(run: ExportRun, failure: string): Promise<void> {
    const expiresAt = new Date(this.clock.now().getTime() + FILE_DAYS * DAY_MS);
    const failed = await this.db.write([run.areaId], (tx) =>
      updateRun(tx, run, ['making'], { state: 'failed', failure, expiresAt }),
    );
    if (failed) this.log.warn({ exportId: run.id }, 'an export was given up');
  }
}

/** Thrown out of the middle of a file whose owner has deleted it. */
class NoLongerWanted extends Error {}

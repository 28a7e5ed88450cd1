import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Audit } from '#access';
import {
  type Actor,
  Clock,
  defineJob,
  defineSweep,
  invalid,
  type ListPage,
  newId,
  notFound,
  type PagePlace,
  Queues,
  type Tx,
} from '#platform';
import { type ImportField, isJoined, type Mapping } from './columns.rules.js';
import { CELL_LIMIT } from './csv.rules.js';
import { changedByHand } from './employer.repository.js';
import { importState } from './employers.errors.js';
import { Geography } from './geography.js';
import {
  countRows,
  decideRows,
  deleteRows,
  findRow,
  findRun,
  findRuns,
  insertRows,
  insertRun,
  listRuns,
  type RowCounts,
  type RowsShown,
  rowsAfter,
  type StoredRow,
  shownRows,
  updateRow,
  updateRun,
} from './import.repository.js';
import { batches, stored } from './import-batches.js';
import { checkRow, type RowValues } from './import-row.rules.js';
import type { ImportRun } from './import-run.entity.js';
import { createImportRunner } from './import-runner.js';
import { MOST_ROWS, readListFile, tooLong } from './list-file.rules.js';
import { dataRows, findLayout } from './list-layout.rules.js';

/** Brings a confirmed list in. One try: the sweep queues it again, and the list counts its tries (ImportWork). */
export const IMPORT_JOB = defineJob({
  name: 'employers.import',
  data: z.object({ areaId: z.guid(), runId: z.guid() }),
  concurrency: 1,
  attempts: 1,
  sameWork: ({ runId }) => runId,
});
/** Recurring job that queues confirmed lists again whose job was lost. */
export const IMPORT_SWEEP_JOB = defineSweep('employers.import-sweep');

/** The job of a list that was let in; its id keeps the sweep from queueing a second one beside it. */
export const importJob = (run: { areaId: string; id: string }) => ({
  data: { areaId: run.areaId, runId: run.id },
  jobId: `import-${run.id}`,
});

/** Lists of employers coming in: file, columns, check, confirmation. The rest is ImportWork; taking back, ImportReverts. */
@Injectable()
export class Imports {
  constructor(
    private readonly clock: Clock,
    private readonly queues: Queues,
    private readonly geography: Geography,
    private readonly audit: Audit,
  ) {}

  /**
   * Takes a file in, with what its columns probably hold; of the employers nothing is stored.
   * Throws `employers.import-empty`, `-not-a-list`, `-too-wide` or `-too-long`, saying what to do.
   */
  async open(
    tx: Tx,
    areaId: string,
    file: { name: string; bytes: Buffer },
    actor: Actor,
    state: 'mapping' | 'running' = 'mapping',
  ): Promise<ImportRun> {
    const { text, encoding } = readListFile(file.bytes);
    const layout = findLayout(text);
    const run: ImportRun = {
      id: newId(),
      areaId,
      fileName: file.name.slice(0, 200) || 'list.csv',
      encoding,
      delimiter: layout.delimiter,
      headers: layout.headers,
      mapping: layout.mapping,
      state,
      total: 0,
      done: 0,
      result: null,
      byUserId: actor.kind === 'user' ? (actor.id ?? null) : null,
      actor,
      createdAt: this.clock.now(),
      confirmedAt: null,
      finishedAt: null,
      tries: 0,
      failure: null,
      revertedAt: null,
    };
    await insertRun(tx, run);
    for await (const rows of batches(dataRows(text, layout))) {
      await insertRows(tx, areaId, run.id, rows);
      run.total += rows.length;
      if (run.total > MOST_ROWS) throw tooLong();
    }
    await updateRun(tx, run, [state], { total: run.total });
    return run;
  }

  /** The list; 404 when it is missing or in an area not named. `lock`: nobody else changes it or its rows meanwhile. */
  async get(tx: Tx, id: string, lock = false): Promise<ImportRun> {
    const run = await findRun(tx, id, lock);
    if (!run) throw notFound();
    return run;
  }

  /** File names of lists of one area by id; those there are not are left out. */
  async namesById(tx: Tx, areaId: string, ids: readonly string[]): Promise<Map<string, string>> {
    return new Map((await findRuns(tx, areaId, ids)).map((run) => [run.id, run.fileName]));
  }

  /** A page of the lists of an area, the newest first. */
  list(tx: Tx, areaId: string, place: PagePlace = {}, limit = 50): Promise<ListPage<ImportRun>> {
    return listRuns(tx, areaId, place, limit);
  }

  /** Some rows as they stand in the file, to show what a column holds. */
  sample(tx: Tx, run: ImportRun, limit = 3): Promise<StoredRow[]> {
    return rowsAfter(tx, run.areaId, run.id, 0, limit);
  }

  /** How many rows of a list are new, known, doubtful, rejected, double. */
  counts(tx: Tx, run: ImportRun): Promise<RowCounts> {
    return countRows(tx, run.areaId, run.id);
  }

  /** A page of the rows to look at, in the order of the file, with what each says by the list's mapping. */
  async rows(
    tx: Tx,
    run: ImportRun,
    show: RowsShown,
    place: PagePlace = {},
    limit = 50,
  ): Promise<ListPage<StoredRow & { values: RowValues }>> {
    const page = await shownRows(tx, run.areaId, run.id, show, place, limit);
    const valuesOf = (row: StoredRow) => checkRow(row, run.mapping, this.geography).values;
    return { ...page, rows: page.rows.map((row) => ({ ...row, values: valuesOf(row) })) };
  }

  /** Those of some employers that a person has added or changed: a list only fills them in, unless somebody says else. */
  changedByHand(tx: Tx, run: ImportRun, employerIds: readonly string[]): Promise<Set<string>> {
    return changedByHand(tx, run.areaId, employerIds);
  }

  /** Says what each column holds; columns without a field are left out. Throws `invalid` by field: `column-<n>`, mapping. */
  async map(tx: Tx, id: string, mapping: Mapping): Promise<ImportRun> {
    const run = await this.get(tx, id, true);
    const errors: Record<string, string> = {};
    const taken = new Map<ImportField, number>();
    mapping.slice(0, run.headers.length).forEach((field, column) => {
      if (!field) return;
      const before = taken.get(field);
      if (before !== undefined && !isJoined(field))
        errors[`column-${column}`] =
          `“${run.headers[before]}” has this meaning already. Choose another one, or leave one of them out.`;
      taken.set(field, column);
    });
    if (!taken.has('name') && !taken.has('currentName'))
      errors['mapping'] = 'Choose the column that holds the employer’s name.';
    if (Object.keys(errors).length) throw invalid('employers.import-mapping', errors);
    const whole = run.headers.map((_, column) => mapping[column] ?? null);
    if (!(await updateRun(tx, run, ['mapping', 'checked'], { mapping: whole }))) throw importState();
    return this.check(tx, id);
  }

  /** Reads all rows and notes what each would come to; stores nothing else. */
  async check(tx: Tx, id: string): Promise<ImportRun> {
    const run = await this.get(tx, id, true);
    if (!['mapping', 'checked'].includes(run.state)) throw importState();
    const pass = await createImportRunner(tx, run, this.geography, this.clock.now(), false);
    for await (const rows of stored(tx, run))
      await decideRows(tx, run.areaId, run.id, await pass.batch(rows));
    await updateRun(tx, run, ['mapping', 'checked'], { state: 'checked', result: pass.result });
    return { ...run, state: 'checked', result: pass.result };
  }

  /**
   * Corrects cells of a row (by column; those beyond the header are passed over) or decides about it, before the list is
   * confirmed; choice null takes a row in again that was left out. Check again afterwards. False: the row stood like that
   * already.
   */
  async correct(
    tx: Tx,
    id: string,
    line: number,
    change: { cells?: Record<number, string>; choice?: StoredRow['choice']; chosenId?: string },
  ): Promise<boolean> {
    const run = await this.get(tx, id, true);
    if (run.state !== 'checked') throw importState();
    const row = await findRow(tx, run.areaId, run.id, line);
    if (!row) throw notFound();
    const keeps = change.choice === undefined || (change.choice === null && row.choice !== 'skip');
    const choice: StoredRow['choice'] = keeps ? row.choice : (change.choice ?? null);
    const cells = [...row.cells];
    for (const [column, text] of Object.entries(change.cells ?? {}))
      if (Number(column) < run.headers.length)
        cells[Number(column)] = text.replaceAll('\0', '').slice(0, CELL_LIMIT);
    const written = Array.from(cells, (cell) => cell ?? '');
    // Another decision about a row is none about which employer it means; only one of those offered can be chosen.
    const offered = change.chosenId !== undefined && row.candidateIds.includes(change.chosenId);
    const chosenId = offered ? change.chosenId! : choice === row.choice ? row.chosenId : null;
    // Corrected cells have no quotation mark open any more.
    await updateRow(tx, row, { cells: written, choice, chosenId, unclosed: row.unclosed && !change.cells });
    return (
      chosenId !== row.chosenId ||
      (choice ?? 'take') !== (row.choice ?? 'take') ||
      written.some((cell, i) => cell !== (row.cells[i] ?? ''))
    );
  }

  /**
   * Lets a checked list in: a worker does it, all of it or nothing; the audit keeps who said so. Saying so twice is
   * saying so once.
   */
  async confirm(tx: Tx, id: string, actor: Actor): Promise<void> {
    const run = await this.get(tx, id, true);
    if (run.state === 'running' || run.state === 'done') return;
    const taken = await updateRun(tx, run, ['checked'], {
      state: 'running',
      done: 0,
      confirmedAt: this.clock.now(),
    });
    if (!taken) throw importState();
    await this.audit.record(tx, {
      areaId: run.areaId,
      actor,
      verb: 'create',
      resource: 'import',
      subject: id,
      rowCount: (run.result?.created ?? 0) + (run.result?.matched ?? 0),
    });
    tx.afterCommit(() => this.queues.add(IMPORT_JOB, [importJob(run)]));
  }

  /** Puts a list away that was not confirmed; its rows are forgotten. */
  async cancel(tx: Tx, id: string): Promise<void> {
    const run = await this.get(tx, id, true);
    if (!(await updateRun(tx, run, ['mapping', 'checked'], { state: 'cancelled' }))) throw importState();
    await deleteRows(tx, run);
  }
}

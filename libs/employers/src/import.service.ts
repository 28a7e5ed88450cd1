import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Database, Facts, invalid, newId, notFound, Queues, type Tx } from '#platform';
import { type ImportField, importFields, joinedFields, type Mapping } from './columns.rules.js';
import { importState, noNameColumn } from './employers.errors.js';
import { Geography } from './geography.js';
import {
  countRows,
  decideRows,
  findRow,
  findRun,
  insertRows,
  insertRun,
  listRuns,
  type RowCounts,
  type RowsShown,
  rowsAfter,
  type StoredRow,
  shownRows,
  updateRun,
  waitingRuns,
} from './import.store.js';
import { applyOutcomes } from './import-apply.js';
import { batches, lockImports, stored } from './import-batches.js';
import { ImportPass } from './import-pass.js';
import { checkRow, type RowValues } from './import-row.rules.js';
import type { ImportResult, ImportRun } from './import-run.entity.js';
import { readListFile } from './list-file.rules.js';
import { dataRows, findLayout, type ListLayout } from './list-layout.rules.js';
import { matcherOf } from './match.store.js';

/** Queue job that brings a confirmed list in; data { areaId, runId }. */
export const IMPORT_JOB = 'employers.import';
/** Recurring job that queues confirmed lists again whose job was lost. */
export const IMPORT_SWEEP_JOB = 'employers.import-sweep';

/** Lists of employers coming in: file, columns, check, import. Taking one back is ImportReverts. */
@Injectable()
export class Imports {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly facts: Facts,
    private readonly queues: Queues,
    private readonly geography: Geography,
  ) {}

  /**
   * Takes a file in, with what its columns probably hold; of the employers nothing is stored.
   * Throws `employers.import-empty` or `employers.import-not-a-list`, saying what to do.
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
      revertedAt: null,
    };
    await insertRun(tx, run);
    for (const rows of batches(dataRows(text, layout))) {
      await insertRows(tx, areaId, run.id, rows);
      run.total += rows.length;
    }
    await updateRun(tx, run, [state], { total: run.total });
    return run;
  }

  async see(tx: Tx, id: string): Promise<ImportRun> {
    const run = await findRun(tx, id);
    if (!run) throw notFound();
    return run;
  }

  list(tx: Tx, areaId: string): Promise<ImportRun[]> {
    return listRuns(tx, areaId);
  }

  /** Some rows as they stand in the file, to show what a column holds. */
  sample(tx: Tx, run: ImportRun, limit = 3): Promise<StoredRow[]> {
    return rowsAfter(tx, run.areaId, run.id, 0, limit);
  }

  /** How many rows of a list are new, known, doubtful, rejected, double. */
  counts(tx: Tx, run: ImportRun): Promise<RowCounts> {
    return countRows(tx, run.areaId, run.id);
  }

  /** Rows to look at, in the order of the file, with what each says by the list's mapping. */
  async rows(
    tx: Tx,
    run: ImportRun,
    show: RowsShown,
    after = 0,
    limit = 50,
  ): Promise<(StoredRow & { values: RowValues })[]> {
    const rows = await shownRows(tx, run.areaId, run.id, show, after, limit);
    return rows.map((row) => ({ ...row, values: checkRow(row, run.mapping, this.geography).values }));
  }

  /** Says what each column holds; columns without a field are left out. Throws `invalid` by field: `column-<n>`, mapping. */
  async map(tx: Tx, id: string, mapping: Mapping): Promise<ImportRun> {
    const run = await this.see(tx, id);
    const errors: Record<string, string> = {};
    const taken = new Map<ImportField, number>();
    mapping.slice(0, run.headers.length).forEach((field, column) => {
      if (!field) return;
      const before = taken.get(field);
      if (before !== undefined && !joinedFields.includes(field))
        errors[`column-${column}`] =
          `“${run.headers[before]}” is “${importFields[field]}” already. Choose another meaning, or leave one of them out.`;
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
    const run = await this.see(tx, id);
    if (!['mapping', 'checked'].includes(run.state)) throw importState();
    const pass = await this.pass(tx, run, false);
    for await (const rows of stored(tx, run))
      await decideRows(tx, run.areaId, run.id, await pass.batch(rows));
    await updateRun(tx, run, ['mapping', 'checked'], { state: 'checked', result: pass.result });
    return { ...run, state: 'checked', result: pass.result };
  }

  /**
   * Corrects cells of a row (by column) or decides about it, before the list is confirmed; choice null takes a row in
   * again that was left out. Check again afterwards.
   */
  async correct(
    tx: Tx,
    id: string,
    line: number,
    change: { cells?: Record<number, string>; choice?: StoredRow['choice'] },
  ): Promise<void> {
    const run = await this.see(tx, id);
    if (run.state !== 'checked') throw importState();
    const row = await findRow(tx, run.areaId, run.id, line);
    if (!row) throw notFound();
    const keeps = change.choice === undefined || (change.choice === null && row.choice !== 'skip');
    const choice = keeps ? row.choice : change.choice;
    const cells = [...row.cells];
    for (const [column, text] of Object.entries(change.cells ?? {}))
      cells[Number(column)] = text.replaceAll('\0', '').slice(0, 5000);
    await tx.execute(
      'UPDATE import_row SET cells = $4, choice = $5, unclosed = unclosed AND $6 WHERE area_id = $1 AND run_id = $2 AND line = $3',
      [run.areaId, run.id, line, JSON.stringify(Array.from(cells, (c) => c ?? '')), choice, !change.cells],
    );
  }

  /** Lets a checked list in: a worker does it, all of it or nothing. Saying so twice is saying so once. */
  async confirm(tx: Tx, id: string): Promise<void> {
    const run = await this.see(tx, id);
    if (run.state === 'running' || run.state === 'done') return;
    const taken = await updateRun(tx, run, ['checked'], {
      state: 'running',
      done: 0,
      confirmedAt: this.clock.now(),
    });
    if (!taken) throw importState();
    tx.afterCommit(() =>
      this.queues.add(IMPORT_JOB, [{ data: { areaId: run.areaId, runId: id }, jobId: `import-${id}` }]),
    );
  }

  /** Puts a list away that was not confirmed; its rows are forgotten. */
  async cancel(tx: Tx, id: string): Promise<void> {
    const run = await this.see(tx, id);
    if (!(await updateRun(tx, run, ['mapping', 'checked'], { state: 'cancelled' }))) throw importState();
    await tx.execute('DELETE FROM import_row WHERE area_id = $1 AND run_id = $2', [run.areaId, run.id]);
  }

  /**
   * Brings a confirmed list in, in one transaction under the area's import lock; progress is written beside it. Called
   * twice, also at once, it is done once: whoever comes second waits and finds it done.
   */
  async bringIn(areaId: string, runId: string): Promise<void> {
    await this.db.write([areaId], async (tx) => {
      await lockImports(tx, areaId);
      const run = await findRun(tx, runId);
      if (run?.state !== 'running') return;
      await this.apply(tx, run, (done) =>
        this.db.write([areaId], async (other) => void (await updateRun(other, run, ['running'], { done }))),
      );
    });
  }

  /** Queues confirmed lists again whose job was lost; for the sweeper. */
  async requeue(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - 60_000);
    const waiting = await this.db.read('all', (tx) => waitingRuns(tx, before));
    await this.queues.add(
      IMPORT_JOB,
      waiting.map(({ id, areaId }) => ({ data: { areaId, runId: id } })),
    );
  }

  /** A file in one go, for the command line and the sample area. A dry run gives the same figures and stores nothing. */
  async importFile(
    areaId: string,
    file: { name: string; bytes: Buffer },
    options: { dryRun?: boolean; actor: Actor },
  ): Promise<ImportResult> {
    if (options.dryRun) return this.db.read([areaId], (tx) => this.tryFile(tx, areaId, file, options.actor));
    return this.db.write([areaId], async (tx) => {
      await lockImports(tx, areaId);
      const run = await this.open(tx, areaId, file, options.actor, 'running');
      return this.apply(tx, run);
    });
  }

  private async tryFile(
    tx: Tx,
    areaId: string,
    file: { name: string; bytes: Buffer },
    actor: Actor,
  ): Promise<ImportResult> {
    const { text } = readListFile(file.bytes);
    const layout: ListLayout = findLayout(text);
    const pass = await this.pass(tx, { id: null, areaId, fileName: file.name, actor, ...layout }, false);
    for (const rows of batches(dataRows(text, layout))) await pass.batch(rows);
    return pass.result;
  }

  private async apply(
    tx: Tx,
    run: ImportRun,
    progress?: (done: number) => Promise<void>,
  ): Promise<ImportResult> {
    const pass = await this.pass(tx, run, true);
    const now = this.clock.now();
    for await (const rows of stored(tx, run)) {
      await applyOutcomes(tx, this.facts, run, await pass.batch(rows), now);
      await progress?.(pass.result.records);
    }
    const { result } = pass;
    await updateRun(tx, run, ['running'], {
      state: 'done',
      done: result.records,
      result,
      confirmedAt: run.confirmedAt ?? now,
      finishedAt: now,
    });
    return result;
  }

  private async pass(
    tx: Tx,
    run: Pick<ImportRun, 'areaId' | 'mapping' | 'headers' | 'fileName' | 'actor'> & { id: string | null },
    lock: boolean,
  ): Promise<ImportPass> {
    if (!run.mapping.includes('name') && !run.mapping.includes('currentName'))
      throw noNameColumn(run.headers);
    return new ImportPass({
      tx,
      areaId: run.areaId,
      mapping: run.mapping,
      matcher: await matcherOf(tx, run.areaId),
      geography: this.geography,
      now: this.clock.now(),
      source: `List ${run.fileName}`,
      runId: run.id,
      actor: run.actor,
      lock,
    });
  }
}

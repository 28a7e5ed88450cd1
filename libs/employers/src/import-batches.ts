import { setImmediate } from 'node:timers/promises';
import type { Tx } from '#platform';
import { rowsAfter, type StoredRow } from './import.repository.js';
import type { SourceRow } from './import-row.rules.js';
import type { ImportRun } from './import-run.entity.js';

/** Rows a statement writes at a time. */
const BATCH = 1000;
/** Rows of a file after which others come in between. */
const PAUSE = 100;

/** Rows of a run as they were stored, in the order of the file. */
export async function* stored(tx: Tx, run: ImportRun): AsyncGenerator<StoredRow[]> {
  for (let line = 0; ; ) {
    const rows = await rowsAfter(tx, run.areaId, run.id, line, BATCH);
    if (!rows.length) return;
    yield rows;
    line = rows.at(-1)!.line;
  }
}

/** Rows of a file as it is read. However long that takes, others come in between. */
export async function* batches(rows: Iterable<SourceRow | undefined>): AsyncGenerator<SourceRow[]> {
  let batch: SourceRow[] = [];
  let read = 0;
  for (const row of rows) {
    if (++read % PAUSE === 0) await setImmediate();
    if (row) batch.push(row);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length) yield batch;
}

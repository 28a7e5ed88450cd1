import type { Readable } from 'node:stream';
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
  londonDay,
  newId,
  notFound,
  type PagePlace,
  Queues,
  type Tx,
} from '#platform';
import { FileStore } from '../files/file-store.js';
import { allowedColumns, type ExportRights } from './export-columns.rules.js';
import { type ExportFormat, ExportRun } from './export-run.entity.js';
import { countFiles, findRun, insertRun, listRuns, updateRun } from './export-run.repository.js';
import { type ExportSource, ExportSources } from './export-source.js';
import { exportGone, notThere, rightLost, tooManyFiles } from './exports.errors.js';

/** Makes the file of a list. One try: the sweep queues it again, and the run counts its tries (ExportWork). */
export const EXPORT_JOB = defineJob({
  name: 'documents.export',
  data: z.object({ areaId: z.guid(), runId: z.guid() }),
  concurrency: 1,
  attempts: 1,
  sameWork: ({ runId }) => runId,
});
/** Recurring job that queues lost exports again, and deletes files whose time is over. */
export const EXPORT_SWEEP_JOB = defineSweep('documents.export-sweep');

type RunKey = Pick<ExportRun, 'areaId' | 'id'>;

/** The job of an export; its id keeps the sweep from queueing a second one beside it. */
export const exportJob = ({ areaId, id }: RunKey) => ({ data: { areaId, runId: id }, jobId: `export-${id}` });

/** Under which key a run's file lies. */
export const fileKey = ({ areaId, id }: RunKey): string => `exports/${areaId}/${id}`;

/** Files one person may have in an area at a time: none fills the disk by pressing a button. */
const MOST_FILES = 20;

/** What somebody asks for. */
export interface ExportRequest {
  source: string;
  columns: readonly string[];
  filter: object;
  format: ExportFormat;
  /** 10 to 300 characters. */
  reason: string;
}

/** Lists that staff take out: asked for, listed, fetched, deleted. How a file is made is ExportWork. */
@Injectable()
export class Exports {
  constructor(
    private readonly clock: Clock,
    private readonly queues: Queues,
    private readonly audit: Audit,
    private readonly files: FileStore,
    private readonly sources: ExportSources,
  ) {}

  /**
   * Asks for a file, with a line in the audit; a worker makes it. Throws `invalid` by field: columns, for none, or one that
   * the rights do not hold; `documents.export-many` for who has the most files there may be.
   */
  async ask(
    tx: Tx,
    areaId: string,
    request: ExportRequest,
    rights: ExportRights,
    by: Actor & { userId: string },
  ): Promise<ExportRun> {
    const source = this.source(request.source);
    const wanted = new Set(request.columns);
    const columns = allowedColumns(source, rights).filter(({ name }) => wanted.has(name));
    if (!columns.length) throw invalid('documents.export-columns', { columns: 'Choose at least one column' });
    if (columns.length < wanted.size)
      throw invalid('documents.export-columns', { columns: 'Choose columns that are listed here' });
    const { userId, ...actor } = by;
    if ((await countFiles(tx, areaId, userId)) >= MOST_FILES) throw tooManyFiles(MOST_FILES);
    const now = this.clock.now();
    const run: ExportRun = {
      id: newId(),
      areaId,
      byUserId: userId,
      actor,
      source: source.name,
      columns: columns.map(({ name }) => name),
      filter: request.filter,
      format: request.format,
      reason: request.reason,
      state: 'making',
      total: await source.count(tx, areaId, request.filter),
      done: 0,
      tries: 0,
      bytes: null,
      failure: null,
      askedAt: now,
      begunAt: now,
      madeAt: null,
      expiresAt: null,
      goneAt: null,
    };
    await insertRun(tx, run);
    await this.audit.record(tx, {
      areaId,
      actor,
      verb: 'export',
      resource: source.resource,
      subject: run.id,
      rowCount: run.total,
      reason: run.reason,
    });
    tx.afterCommit(() => this.queues.add(EXPORT_JOB, [exportJob(run)]));
    return run;
  }

  /** One run; 404 when it is missing or in an area not named. */
  async get(tx: Tx, id: string): Promise<ExportRun> {
    const run = await findRun(tx, id);
    if (!run) throw notFound();
    return run;
  }

  /** A page of the runs of an area, the latest first; `byUserId`: of one person only. */
  list(
    tx: Tx,
    areaId: string,
    byUserId: string | undefined,
    place: PagePlace,
    limit = 50,
  ): Promise<ListPage<ExportRun>> {
    return listRuns(tx, areaId, byUserId, place, limit);
  }

  /** Has a failed one made again. Throws `documents.export-state` for any other. */
  async again(tx: Tx, run: ExportRun): Promise<void> {
    const change = {
      state: 'making',
      begunAt: this.clock.now(),
      tries: 0,
      done: 0,
      failure: null,
      expiresAt: null,
    } as const;
    if (!(await updateRun(tx, run, ['failed'], change))) throw notThere();
    tx.afterCommit(() => this.queues.add(EXPORT_JOB, [exportJob(run)]));
  }

  /**
   * The file, and how it is called. Throws `documents.export-gone` where there is none, and `documents.export-right-lost`
   * where what its maker may take out no longer holds all that is in it.
   */
  async handOut(run: ExportRun, rights: ExportRights): Promise<{ name: string; content: Readable }> {
    if (!holds(this.sources.find(run.source), run, rights)) throw rightLost();
    if (run.state !== 'done' || run.expiresAt! <= this.clock.now()) throw exportGone();
    const content = await this.files.get(fileKey(run));
    if (!content) throw exportGone();
    return { name: this.fileName(run), content };
  }

  /** Deletes the file, or stops it from being made; nothing happens where it is gone. */
  async remove(tx: Tx, run: ExportRun, by: Actor): Promise<void> {
    const change = { state: 'gone', filter: {}, goneAt: this.clock.now() } as const;
    if (!(await updateRun(tx, run, ['making', 'done', 'failed'], change))) return;
    await this.audit.record(tx, {
      areaId: run.areaId,
      actor: by,
      verb: 'delete',
      resource: 'export',
      subject: run.id,
      rowCount: run.done,
    });
    await this.files.delete(fileKey(run));
  }

  /** The list a run is of, or undefined for one that is no more. */
  sourceOf(run: Pick<ExportRun, 'source'>): ExportSource | undefined {
    return this.sources.find(run.source);
  }

  /** A list by name. Throws not-found. */
  source(name: string): ExportSource {
    const source = this.sources.find(name);
    if (!source) throw notFound();
    return source;
  }

  /** "Employers 2026-11-24.xlsx" */
  private fileName(run: ExportRun): string {
    return `${this.source(run.source).title} ${londonDay(run.madeAt!)}.${run.format}`;
  }
}

/** Whether rights hold every column of a run. */
export function holds(source: ExportSource | undefined, run: ExportRun, rights: ExportRights): boolean {
  if (!source) return false;
  const allowed = new Set(allowedColumns(source, rights).map(({ name }) => name));
  return run.columns.every((name) => allowed.has(name));
}

import { z } from 'zod';
import type { Purpose } from '#mail-templates';
import { defineJob, defineSweep, idList, type JobDefinition, type Queues } from '#platform';

/** Some messages of one area, their ids in one field. */
const batch = z.object({ areaId: z.guid(), ids: idList });
const batchOrSweep = z.union([batch, z.object({ sweep: z.literal(1) })]);

type Batch = z.output<typeof batch>;
/** Either job of a batch: one that takes batches only may stand where both are taken. */
type SendJob = JobDefinition<z.output<typeof batchOrSweep>>;

/**
 * The job that wakes a worker for some messages of one area; without messages, the one behind the last that were fed, which
 * asks for another sweep. One try: a message's own tries are counted in its row, and the sweep queues again what is due.
 */
export const SEND_JOB = defineJob({
  name: 'messaging.send',
  data: batchOrSweep,
  // One is sent while the next is claimed.
  concurrency: 2,
  attempts: 1,
  sameWork: (data) => ('areaId' in data ? data.areaId : 'sweep'),
});
/** The same for service mail, which answers what somebody has just done: it waits behind no sending. */
export const SEND_SERVICE_JOB = defineJob({
  name: 'messaging.send-service',
  data: batch,
  concurrency: 4,
  attempts: 1,
  sameWork: ({ areaId }) => areaId,
});
/** The job that finds what is due and what was left lying. */
export const SWEEP_JOB = defineSweep('messaging.sweep');

/** Messages one job carries: claimed together in one transaction. */
export const BATCH = 500;
/** Priority of service mail (message.priority). */
export const SERVICE = 1;

/** A message a job is to be made for. */
export interface ToQueue {
  id: string;
  area_id: string;
  /** message.priority: lower goes first. */
  priority: number;
  /** How often the program stopped while it had this one in hand, with nothing handed over. */
  stops?: number;
}

/** A message as a job is to be made for it. */
export const toQueue = (mail: { id: string; areaId: string; purpose: Purpose }): ToQueue => ({
  id: mail.id,
  area_id: mail.areaId,
  priority: mail.purpose === 'service' ? SERVICE : SERVICE + 1,
});

/**
 * Messages one job carries by how often they were stopped before: if one of them is what stops the program, it takes fewer
 * neighbours along the second time, and none the third.
 */
const AFTER_STOPS = [BATCH, 25, 1];

/** Jobs for the given rows in their order, each with ids of one area, one kind of job and one kind of past. */
export function sendJobs(rows: readonly ToQueue[]): { job: SendJob; data: Batch }[] {
  const batches: { job: SendJob; areaId: string; ids: string[] }[] = [];
  const filling = new Map<string, { areaId: string; ids: string[] }>();
  for (const { id, area_id: areaId, priority, stops = 0 } of rows) {
    const job: SendJob = priority === SERVICE ? SEND_SERVICE_JOB : SEND_JOB;
    const past = Math.min(stops, AFTER_STOPS.length - 1);
    const key = `${job.name} ${areaId} ${past}`;
    const open = filling.get(key);
    if (open && open.ids.length < AFTER_STOPS[past]!) {
      open.ids.push(id);
      continue;
    }
    const filled = { job, areaId, ids: [id] };
    batches.push(filled);
    filling.set(key, filled);
  }
  return batches.map(({ job, areaId, ids }) => ({ job, data: { areaId, ids: ids.join(' ') } }));
}

/** Queues jobs by their kinds. */
export async function queueJobs(
  queues: Pick<Queues, 'add'>,
  jobs: ReturnType<typeof sendJobs>,
): Promise<void> {
  for (const kind of [SEND_SERVICE_JOB, SEND_JOB] as SendJob[]) {
    const own = jobs.filter(({ job }) => job.name === kind.name);
    if (own.length) await queues.add(kind, own);
  }
}

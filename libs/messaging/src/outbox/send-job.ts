import type { Purpose } from '#mail-templates';

/** The job that wakes a worker for some messages of one area. It carries ids only. */
export const SEND_JOB = 'messaging.send';
/** The same for service mail, which answers what somebody has just done: it waits behind no sending. */
export const SEND_SERVICE_JOB = 'messaging.send-service';
/** The job that finds what is due and what was left lying. */
export const SWEEP_JOB = 'messaging.sweep';

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
export function sendJobs(
  rows: readonly ToQueue[],
): { name: string; data: Record<string, string | number> }[] {
  const batches: { name: string; areaId: string; ids: string[] }[] = [];
  const filling = new Map<string, { areaId: string; ids: string[] }>();
  for (const { id, area_id: areaId, priority, stops = 0 } of rows) {
    const name = priority === SERVICE ? SEND_SERVICE_JOB : SEND_JOB;
    const past = Math.min(stops, AFTER_STOPS.length - 1);
    const key = `${name} ${areaId} ${past}`;
    const open = filling.get(key);
    if (open && open.ids.length < AFTER_STOPS[past]!) {
      open.ids.push(id);
      continue;
    }
    const batch = { name, areaId, ids: [id] };
    batches.push(batch);
    filling.set(key, batch);
  }
  return batches.map(({ name, areaId, ids }) => ({ name, data: { areaId, ids: ids.join(' ') } }));
}

/** Queues jobs by their kinds. */
export async function queueJobs(
  queues: { add(name: string, jobs: { data: Record<string, string | number> }[]): Promise<void> },
  jobs: ReturnType<typeof sendJobs>,
): Promise<void> {
  for (const kind of [SEND_SERVICE_JOB, SEND_JOB]) {
    const own = jobs.filter((job) => job.name === kind);
    if (own.length) await queues.add(kind, own);
  }
}

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
  /** It has a job of its own: if it is what stops the program, it does not take the same neighbours along again. */
  alone?: boolean;
}

/** Jobs for the given rows in their order, each with up to `BATCH` ids of one area and one kind of job. */
export function sendJobs(
  rows: readonly ToQueue[],
): { name: string; data: Record<string, string | number> }[] {
  const batches: { name: string; areaId: string; ids: string[] }[] = [];
  const filling = new Map<string, { areaId: string; ids: string[] }>();
  for (const { id, area_id: areaId, priority, alone } of rows) {
    const name = priority === SERVICE ? SEND_SERVICE_JOB : SEND_JOB;
    const key = `${name} ${areaId}`;
    const open = alone ? undefined : filling.get(key);
    if (open && open.ids.length < BATCH) {
      open.ids.push(id);
      continue;
    }
    const batch = { name, areaId, ids: [id] };
    batches.push(batch);
    if (!alone) filling.set(key, batch);
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

/** The job that wakes a worker for some messages of one area. It carries ids only. */
export const SEND_JOB = 'messaging.send';
/** The job that finds what is due and what was left lying. */
export const SWEEP_JOB = 'messaging.sweep';

/** Messages one job carries: claimed together, so a killed worker leaves no more than these behind. */
export const BATCH = 20;

/**
 * Jobs for the given rows, each with up to `BATCH` ids of one area. One that is to go `alone` has a job of its own: if
 * it is what stops the program, it does not take the same neighbours with it again and again.
 */
export function sendJobs(
  rows: readonly { id: string; area_id: string; alone?: boolean }[],
): { data: Record<string, string | number> }[] {
  const batches: { areaId: string; ids: string[] }[] = [];
  const filling = new Map<string, { areaId: string; ids: string[] }>();
  for (const { id, area_id: areaId, alone } of rows) {
    const open = alone ? undefined : filling.get(areaId);
    if (open && open.ids.length < BATCH) {
      open.ids.push(id);
      continue;
    }
    const batch = { areaId, ids: [id] };
    batches.push(batch);
    if (!alone) filling.set(areaId, batch);
  }
  return batches.map(({ areaId, ids }) => ({ data: { areaId, ids: ids.join(' ') } }));
}

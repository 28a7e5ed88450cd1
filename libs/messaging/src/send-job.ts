/** The job that wakes a worker for some messages of one area. It carries ids only. */
export const SEND_JOB = 'messaging.send';
/** The job that finds what is due and what was left lying. */
export const SWEEP_JOB = 'messaging.sweep';

/** Messages one job carries: claimed together, so a killed worker leaves no more than these behind. */
export const BATCH = 20;

/** Jobs for the given rows, each with up to `BATCH` ids of one area. */
export function sendJobs(
  rows: readonly { id: string; area_id: string }[],
): { data: Record<string, string | number> }[] {
  const byArea = new Map<string, string[]>();
  for (const row of rows) {
    const ids = byArea.get(row.area_id);
    if (ids) ids.push(row.id);
    else byArea.set(row.area_id, [row.id]);
  }
  return [...byArea].flatMap(([areaId, ids]) =>
    Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, n) => ({
      data: { areaId, ids: ids.slice(n * BATCH, (n + 1) * BATCH).join(' ') },
    })),
  );
}

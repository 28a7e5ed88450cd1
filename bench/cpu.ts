import { readdirSync, readFileSync } from 'node:fs';

/** Ticks a second in which Linux counts a process's time (sysconf(_SC_CLK_TCK), 100 wherever Node runs). */
const TICKS = 100;

/** Times of a process as /proc tells them, in ticks; undefined once it is gone. */
function statOf(pid: number): { parent: number; own: number; ended: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const at = (n: number) => Number(fields[n - 3]);
    return { parent: at(4), own: at(14) + at(15), ended: at(16) + at(17) };
  } catch {
    return undefined;
  }
}

/** Seconds of processor a process and all its children took up to now, those that ended too. */
export function cpuSeconds(pid: number): number {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => ({ pid: Number(name), ...statOf(Number(name)) }));
  let ticks = 0;
  const add = (of: number) => {
    for (const stat of stats) {
      if (stat.pid === of) ticks += (stat.own ?? 0) + (stat.ended ?? 0);
      else if (stat.parent === of) add(stat.pid);
    }
  };
  add(pid);
  return ticks / TICKS;
}

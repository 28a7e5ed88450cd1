/** Mails handed out in one slice of time: [start in ms of the database's clock, how many]. */
export type Slot = [start: number, n: number];

/** What the limits are; undefined: none. */
export interface RateLimits {
  perSecond: number | undefined;
  perHour: number | undefined;
}

/** A window's length and the slices it is counted in, ms. The finer, the nearer one comes to the limit. */
const WINDOWS = {
  perSecond: { length: 1_000, slice: 50 },
  perHour: { length: 3_600_000, slice: 36_000 },
} as const;

export interface Granted {
  granted: number;
  /** When there is more, ms of the database's clock; null where all that was asked for was granted. */
  nextAt: number | null;
  seconds: Slot[];
  hours: Slot[];
}

/**
 * How many of `wanted` mails may go now. In no interval as long as a window, wherever it begins, is more handed out than
 * its limit: a slice counts whole until its last instant has left the window.
 */
export function grant(
  wanted: number,
  limits: RateLimits,
  known: { seconds: Slot[]; hours: Slot[] },
  now: number,
): Granted {
  const seconds = within(known.seconds, WINDOWS.perSecond, limits.perSecond, now);
  const hours = within(known.hours, WINDOWS.perHour, limits.perHour, now);
  const granted = Math.max(0, Math.min(wanted, seconds.free, hours.free));
  const full = granted < wanted;
  return {
    granted,
    nextAt: full ? Math.max(seconds.freeAt(granted), hours.freeAt(granted)) : null,
    seconds: limits.perSecond === undefined ? [] : added(seconds.live, WINDOWS.perSecond.slice, granted, now),
    hours: limits.perHour === undefined ? [] : added(hours.live, WINDOWS.perHour.slice, granted, now),
  };
}

function within(
  slots: Slot[],
  window: { length: number; slice: number },
  limit: number | undefined,
  now: number,
) {
  // A clock that was set back: what was handed out "later" counts until that time has passed.
  const live = slots.filter(([start]) => start + window.slice + window.length > now);
  const used = live.reduce((sum, [, n]) => sum + n, 0);
  const free = limit === undefined ? Number.POSITIVE_INFINITY : limit - used;
  return {
    live,
    free,
    /** When one more than `granted` could go. */
    freeAt: (granted: number): number => {
      if (free > granted) return now;
      const oldest = live[0]?.[0] ?? Math.floor(now / window.slice) * window.slice;
      return oldest + window.slice + window.length;
    },
  };
}

function added(live: Slot[], slice: number, granted: number, now: number): Slot[] {
  if (!granted) return live;
  const start = Math.floor(now / slice) * slice;
  const last = live.at(-1);
  return last && last[0] >= start
    ? [...live.slice(0, -1), [last[0], last[1] + granted]]
    : [...live, [start, granted]];
}

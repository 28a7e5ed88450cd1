/** So many acts of one key within a span, at most. `name` is unique in the program and stands in the trace. */
export interface Limit {
  name: string;
  most: number;
  spanMs: number;
}

/** When the window began that an instant lies in. */
export const windowOf = (limit: Limit, at: Date): Date =>
  new Date(Math.floor(at.getTime() / limit.spanMs) * limit.spanMs);

/** How much of what was taken in the window before still counts: all of it at first, nothing at the end. */
export const carried = (limit: Limit, before: number, at: Date): number =>
  before * (1 - (at.getTime() - windowOf(limit, at).getTime()) / limit.spanMs);

/** When one more will be let through, after `before` acts in the last window and `now` in this one. */
export function retryAt(limit: Limit, before: number, now: number, at: Date): Date {
  const begins = windowOf(limit, at).getTime();
  const room = limit.most - 1 - now;
  const share = room >= 0 ? 1 - room / Math.max(before, 1) : 2 - (limit.most - 1) / now;
  return new Date(Math.max(at.getTime() + 1000, begins + Math.ceil(share * limit.spanMs)));
}

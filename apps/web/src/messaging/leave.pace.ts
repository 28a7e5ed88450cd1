import { CodedError } from '#platform';

/** Keys remembered at most; beyond, the older half of them is forgotten. */
const MOST = 10_000;

/**
 * A gentle limit in the memory of this process: so many acts of one key within a span. It keeps a broken program from
 * writing for ever; tokens cannot be guessed anyway.
 */
export class Pace {
  private now = new Map<string, number>();
  private before = new Map<string, number>();
  private since = 0;

  constructor(
    private readonly most: number,
    private readonly spanMs: number,
  ) {}

  /** Counts an act. Throws `busy` for one too many within the current and the last span. */
  take(key: string, at: Date): void {
    const time = at.getTime();
    if (Math.abs(time - this.since) >= this.spanMs || this.now.size >= MOST) {
      this.before = Math.abs(time - this.since) >= 2 * this.spanMs ? new Map() : this.now;
      this.now = new Map();
      this.since = time;
    }
    const count = (this.now.get(key) ?? 0) + 1;
    if (count + (this.before.get(key) ?? 0) > this.most)
      throw new CodedError(
        'busy',
        'messaging.leave-too-often',
        'That was very often in a short time. Wait ten minutes and try again.',
      );
    this.now.set(key, count);
  }
}

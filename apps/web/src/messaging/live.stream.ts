import type { Writable } from 'node:stream';

/** A listener that takes nothing for so long is let go; milliseconds. */
const STUCK_MS = 30_000;

/** One listener's answer: never more in hand than one event, and the same said twice is said once. */
export class EventStream {
  private last = '';
  private waiting: string | undefined;
  private full = false;
  private since = 0;

  constructor(
    private readonly res: Writable,
    private readonly now: () => number = Date.now,
  ) {
    res.on('drain', () => {
      this.full = false;
      const next = this.waiting;
      this.waiting = undefined;
      if (next !== undefined) this.write(next);
    });
  }

  get closed(): boolean {
    return this.res.writableEnded || this.res.destroyed;
  }

  /** Sends an event unless it says what the one before said; to a slow listener only the newest. */
  send(event: string, data: string): void {
    if (data === this.last || this.closed) return;
    this.last = data;
    const text = `event: ${event}\ndata: ${data}\n\n`;
    if (this.full) this.waiting = text;
    else this.write(text);
  }

  beat(): void {
    if (this.full && this.now() - this.since > STUCK_MS) this.res.destroy();
    else if (!this.full) this.write(': still here\n\n');
  }

  write(text: string): void {
    if (this.closed || this.res.write(text)) return;
    this.full = true;
    this.since = this.now();
  }

  /** Nothing more is to come: the browser does not ask again. */
  end(): void {
    if (this.closed) return;
    this.res.write('event: end\ndata: \n\n');
    this.res.end();
  }

  /** The process ends: the browser comes back and finds another. */
  drop(): void {
    if (!this.closed) this.res.end();
  }
}

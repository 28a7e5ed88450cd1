import { Inject, Injectable, OnModuleDestroy } from '@nestjs/common';
import { type MailingRate, Mailings } from '#messaging';
import { Database, errorForLog, LOG, type Log } from '#platform';

/** At most one look at the database in so long, however many listen to however many sendings. */
const LOOK_MS = 2_000;

/** What is told about a sending, and how it is told to one listener. */
export interface Listener {
  areaId: string;
  campaign: string;
  /** New counts; undefined: the sending has no mail (any more). */
  tell: (sending: MailingRate | undefined) => void;
  /** The process ends. */
  end: () => void;
}

/**
 * The counts of the sendings somebody watches just now, for everybody who listens in this process: one statement in two
 * seconds. The truth stands in the database, so any number of web processes say the same.
 */
@Injectable()
export class LiveCounts implements OnModuleDestroy {
  private readonly listeners = new Set<Listener>();
  private timer: NodeJS.Timeout | undefined;
  private looking = false;
  private ended = false;

  constructor(
    private readonly db: Database,
    private readonly mailings: Mailings,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** How many listen now. */
  get size(): number {
    return this.listeners.size;
  }

  /** Tells a listener from now on; to be called with the answer's end. */
  add(listener: Listener): () => void {
    if (this.ended) {
      listener.end();
      return () => undefined;
    }
    this.listeners.add(listener);
    this.timer ??= setInterval(() => void this.look(), LOOK_MS);
    return () => {
      this.listeners.delete(listener);
      if (!this.listeners.size) {
        clearInterval(this.timer);
        this.timer = undefined;
      }
    };
  }

  private async look(): Promise<void> {
    // A slow database is not asked a second time meanwhile.
    if (this.looking) return;
    this.looking = true;
    try {
      const watched = new Map([...this.listeners].map((one) => [`${one.areaId} ${one.campaign}`, one]));
      const areas = [...new Set([...watched.values()].map((one) => one.areaId))];
      const counts = await this.db.read(areas, (tx) => this.mailings.counts(tx, [...watched.values()]));
      for (const listener of this.listeners) {
        const key = `${listener.areaId} ${listener.campaign}`;
        if (watched.has(key)) listener.tell(counts.get(key));
      }
    } catch (error) {
      this.log.warn({ err: errorForLog(error) }, 'sendings not counted');
    } finally {
      this.looking = false;
    }
  }

  onModuleDestroy(): void {
    this.ended = true;
    clearInterval(this.timer);
    for (const listener of this.listeners) listener.end();
    this.listeners.clear();
  }
}

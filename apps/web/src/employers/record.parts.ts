import { Injectable } from '@nestjs/common';
import type { Employer } from '#employers';
import type { Tx } from '#platform';
import type { Principal, TimelineWords } from '../shell/index.js';
import { timeline } from './timeline.js';

/** What the record's template and timeline may use of the parts. */
export interface RecordExtras {
  /** The latest signature, as the charter shows it. */
  charter?: object | undefined;
  /** The signature whose end this reader may take back. */
  endedCharterId?: string | undefined;
}

/** What another domain shows on an employer's record. */
export interface RecordPart {
  /** Its words for the facts it writes down, by their kind. */
  timeline?: TimelineWords;
  /** What it adds to the record's model; {} where this reader may see nothing of it. */
  load?(tx: Tx, who: Principal, employer: Employer, now: Date): Promise<RecordExtras>;
}

/** The parts of the record. Domains add theirs in their module's constructor; employers knows none of them. */
@Injectable()
export class RecordParts {
  /** Every domain's words for what it writes down. */
  readonly words: TimelineWords = { ...timeline };
  private readonly loads: NonNullable<RecordPart['load']>[] = [];

  add(part: RecordPart): void {
    Object.assign(this.words, part.timeline);
    if (part.load) this.loads.push((...asked) => part.load!(...asked));
  }

  /** What all parts add to an employer's record, one after the other on this transaction. */
  async load(tx: Tx, who: Principal, employer: Employer, now: Date): Promise<RecordExtras> {
    const parts: RecordExtras[] = [];
    for (const load of this.loads) parts.push(await load(tx, who, employer, now));
    return Object.assign({}, ...parts);
  }
}

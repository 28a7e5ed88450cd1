import { Injectable } from '@nestjs/common';
import type { Resource, Verb } from '#access';
import type { Employer } from '#employers';
import type { EmployerFact, Tx } from '#platform';
import type { Principal, TimelineWords } from '../shell/index.js';

/** Where a form that undoes goes, and the one field it sends; or the page that asks for a reason first. */
export type Undo = { action: string; name: string; value: string } | { href: string };

/** What "Show" above the timeline offers: which kinds of facts, and which right a reader needs for them. */
export interface TimelineGroup {
  /** Stands in addresses. */
  key: string;
  text: string;
  /** What kinds of facts begin with; after a colon the channel of a contact, `employers.contacted:call`. */
  prefixes: readonly string[];
  /** Undefined: whoever sees the record. */
  needs?: readonly [Resource, Verb];
}

/** What is asked of a part about the facts that are shown, the newest first. */
export interface FactsShown {
  who: Principal;
  employer: Employer;
  facts: readonly EmployerFact[];
  now: Date;
}

/** What a domain shows on an employer's record. */
export interface RecordPart {
  /** Its groups stand in this order among all, the lowest first. */
  rank: number;
  groups: readonly TimelineGroup[];
  /** Its words for the facts it writes down, by their kind. */
  timeline: TimelineWords;
  /** What it knows of facts besides what they hold, put into their data. */
  enrich?(tx: Tx, shown: FactsShown): Promise<(fact: EmployerFact) => object | undefined>;
  /** Which facts this reader may take back, and how. */
  undo?(tx: Tx, shown: FactsShown): Promise<(fact: EmployerFact) => Undo | undefined>;
  /** A panel beside the timeline, with its model; undefined where this reader may see nothing of it. */
  panel?(tx: Tx, who: Principal, employer: Employer, now: Date): Promise<RecordPanel | undefined>;
}

export interface RecordPanel {
  /** Its template; it gets the record's model, and this as `shown`. */
  view: string;
  model: object;
}

/** The parts of the record. Domains add theirs in their module's constructor; employers knows none of them. */
@Injectable()
export class RecordParts {
  private parts: RecordPart[] = [];

  add(part: RecordPart): void {
    this.parts = [...this.parts, part].sort((a, b) => a.rank - b.rank);
  }

  /**
   * Groups this reader may see; `whole`: they see every field of the employer. A partner sees who was in touch and the stage, no
   * more (access matrix).
   */
  groups(who: Principal, whole = who.fieldSet === undefined): TimelineGroup[] {
    return this.parts
      .flatMap((part) => part.groups)
      .filter(({ needs }) => !needs || (whole && who.may(...needs)));
  }

  /** Every domain's words for what it writes down. */
  words(): TimelineWords {
    return Object.assign({}, ...this.parts.map((part) => part.timeline));
  }

  /** What the parts know of facts besides, by fact. */
  async enrich(tx: Tx, shown: FactsShown): Promise<(fact: EmployerFact) => object> {
    const all: ((fact: EmployerFact) => object | undefined)[] = [];
    for (const part of this.parts) if (part.enrich) all.push(await part.enrich(tx, shown));
    return (fact) => Object.assign({}, ...all.map((of) => of(fact)));
  }

  /** How this reader takes facts back, by fact. */
  async undo(tx: Tx, shown: FactsShown): Promise<(fact: EmployerFact) => Undo | undefined> {
    const all: ((fact: EmployerFact) => Undo | undefined)[] = [];
    for (const part of this.parts) if (part.undo) all.push(await part.undo(tx, shown));
    return (fact) => {
      for (const of of all) {
        const undo = of(fact);
        if (undo) return undo;
      }
      return undefined;
    };
  }

  /** Panels of the parts, one after the other on this transaction. */
  async panels(tx: Tx, who: Principal, employer: Employer, now: Date): Promise<RecordPanel[]> {
    const panels: RecordPanel[] = [];
    for (const part of this.parts) {
      const panel = await part.panel?.(tx, who, employer, now);
      if (panel) panels.push(panel);
    }
    return panels;
  }
}

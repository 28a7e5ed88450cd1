import { Injectable } from '@nestjs/common';
import type { Tx } from '../database.js';
import { defineSweep } from '../job.js';
import { Queues } from '../queue.js';
import type { StoredFact } from './fact.repository.js';
import type { FactKind } from './fact-kind.js';

/** Job that numbers new facts and hands them to who follows them. */
export const FOLLOW_FACTS_JOB = defineSweep('platform.follow-facts');

/**
 * Who follows facts. Each fact of its kinds is handed to it once it has a position, in the order of positions and one at
 * a time, in a transaction on the fact's area that also moves its cursor: what it does there happens once, what it does
 * elsewhere at least once. One that was set aside because it could not be followed comes later, out of order and at least
 * once.
 */
export interface FactSubscriber {
  /** `<lib>.<what it does>`; permanent, for its cursor goes by it. */
  readonly name: string;
  readonly kinds: readonly FactKind<never>[];
  /** Follows one fact; a correction is a fact of the same kind that says what it `corrects`. */
  handle(tx: Tx, fact: StoredFact): Promise<void>;
}

/** The subscribers of the program. Libs add theirs when they are made; every process knows them all. */
@Injectable()
export class FactSubscribers {
  private readonly byName = new Map<string, FactSubscriber>();
  private readonly followed = new Set<string>();

  constructor(private readonly queues: Queues) {}

  /** Throws when the name is taken. */
  add(subscriber: FactSubscriber): void {
    if (this.byName.has(subscriber.name)) throw new Error(`Two subscribers are called ${subscriber.name}`);
    this.byName.set(subscriber.name, subscriber);
    for (const { kind } of subscriber.kinds) this.followed.add(kind);
  }

  get all(): readonly FactSubscriber[] {
    return [...this.byName.values()];
  }

  get(name: string): FactSubscriber | undefined {
    return this.byName.get(name);
  }

  /** Kinds that somebody follows. */
  get kinds(): readonly string[] {
    return [...this.followed];
  }

  /** Whether anybody follows facts of this kind. */
  follow(kind: string): boolean {
    return this.followed.has(kind);
  }

  /** Has a worker look for new facts, now or in so many milliseconds. */
  wake(delayMs = 0): Promise<void> {
    return this.queues.add(FOLLOW_FACTS_JOB, [{ data: {}, delayMs }]);
  }
}

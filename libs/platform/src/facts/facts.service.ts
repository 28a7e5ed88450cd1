import { Injectable } from '@nestjs/common';
import { Clock } from '../clock.js';
import type { Tx } from '../database.js';
import { newId } from '../ids.js';
import { insertFacts } from './fact.repository.js';
import type { Fact } from './fact-kind.js';
import { FactSubscribers } from './fact-subscribers.js';

/** Writes down what happened. Whoever shows, counts or follows it reads the same row, so it is written once. */
@Injectable()
export class Facts {
  constructor(
    private readonly clock: Clock,
    private readonly subscribers: FactSubscribers,
  ) {}

  /** Writes facts in the transaction of what caused them, and wakes who follows them once it has committed. */
  async record(tx: Tx, ...facts: Fact[]): Promise<void> {
    if (!facts.length) return;
    const now = this.clock.now();
    await insertFacts(
      tx,
      facts.map((fact) => ({
        id: newId(),
        areaId: fact.areaId,
        kind: fact.kind,
        employerId: fact.employerId ?? null,
        contactId: fact.contactId ?? null,
        subject: fact.subject ?? null,
        happenedAt: fact.at ?? now,
        recordedAt: now,
        actor: fact.actor,
        corrects: fact.corrects ?? null,
        data: fact.data,
      })),
    );
    if (facts.some(({ kind }) => this.subscribers.follow(kind)))
      tx.afterCommit(() => this.subscribers.wake());
  }
}

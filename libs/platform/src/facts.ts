import { Injectable } from '@nestjs/common';
import type { Actor } from './actor.js';
import { Clock } from './clock.js';
import type { Tx } from './database.js';
import { insertFacts } from './fact.repository.js';
import { newId } from './ids.js';

/** Something that happened. Whoever shows or counts it reads the same row, so it is written once. */
export interface Fact {
  areaId: string;
  /** `<lib>.<what>`, e.g. `signatories.signed`; declared in that lib's facts.ts. */
  kind: string;
  employerId?: string | null;
  contactId?: string | null;
  /** What it is about, e.g. `session:<id>`. */
  subject?: string | null;
  /** When it happened (UTC); default now. */
  at?: Date;
  actor: Actor;
  /** Ids, counts, dates and short labels for showing it; never answers, tokens or bodies. */
  data?: Record<string, unknown>;
}

@Injectable()
export class Facts {
  constructor(private readonly clock: Clock) {}

  /** Writes facts in the transaction of what caused them. */
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
        data: fact.data ?? {},
      })),
    );
  }
}

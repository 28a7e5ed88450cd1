import { Injectable } from '@nestjs/common';
import { Clock } from './clock.js';
import type { Tx } from './database.js';
import { newId } from './ids.js';

/** Who did it: a signed-in person, a link holder, the program itself. */
export interface Actor {
  kind: 'user' | 'link' | 'token' | 'public' | 'program' | 'operator';
  /** Id of the user, contact or token; never a name. */
  id?: string;
  /** What the timeline prints, e.g. "Sam Sample". */
  label?: string;
}

export const SYSTEM_ACTOR: Actor = { kind: 'program', label: 'The program' };

/** Something that happened. Timeline, journeys and indicators read the same rows, so it is written once. */
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
    const rows = facts.map((f) => ({
      id: newId(),
      area_id: f.areaId,
      kind: f.kind,
      employer_id: f.employerId ?? null,
      contact_id: f.contactId ?? null,
      subject: f.subject ?? null,
      happened_at: (f.at ?? now).toISOString(),
      recorded_at: now.toISOString(),
      actor: f.actor,
      data: f.data ?? {},
    }));
    await tx.execute(
      `INSERT INTO fact (id, area_id, kind, employer_id, contact_id, subject, happened_at, recorded_at, actor, data)
       SELECT id, area_id, kind, employer_id, contact_id, subject, happened_at, recorded_at, actor, data
         FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, area_id uuid, kind text, employer_id uuid, contact_id uuid,
              subject text, happened_at timestamptz, recorded_at timestamptz, actor jsonb, data jsonb)`,
      [JSON.stringify(rows)],
    );
  }
}

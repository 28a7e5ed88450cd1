import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Facts, invalid, newId, type Tx } from '#platform';
import type { Activity, ActivityKind } from './activity.entity.js';
import { employersFacts } from './employers.facts.js';

export interface ActivityInput {
  kind: ActivityKind;
  subject: string;
  notes?: string | null;
  contactId?: string | null;
  /** When it was; default now. Not in the future. */
  at?: Date;
  /** Another agency that logs it; empty for the area's own team. */
  agency?: string | null;
}

export interface LastContact {
  at: Date;
  agency: string | null;
  byName: string;
  kind: ActivityKind;
}

const columns = `id, area_id AS "areaId", employer_id AS "employerId", contact_id AS "contactId", kind, at, agency,
  by_user_id AS "byUserId", by_name AS "byName", subject, notes, created_at AS "createdAt"`;

/** The log of calls, visits and notes that all agencies share. */
@Injectable()
export class Activities {
  constructor(
    private readonly clock: Clock,
    private readonly facts: Facts,
  ) {}

  /** Logs one; returns its id. Throws `invalid` by field: subject, at. */
  async log(tx: Tx, areaId: string, employerId: string, input: ActivityInput, actor: Actor): Promise<string> {
    const now = this.clock.now();
    const at = input.at ?? now;
    const errors: Record<string, string> = {};
    const subject = input.subject.trim();
    if (!subject) errors['subject'] = 'Say in a few words what it was about.';
    if (at.getTime() > now.getTime() + 60_000) errors['at'] = 'This is in the future. Add a task instead.';
    if (Object.keys(errors).length) throw invalid('employers.activity', errors);
    const id = newId();
    await tx.execute(
      `INSERT INTO activity (id, area_id, employer_id, contact_id, kind, at, agency, by_user_id, by_name, subject, notes, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        id,
        areaId,
        employerId,
        input.contactId ?? null,
        input.kind,
        at,
        input.agency?.trim() || null,
        actor.kind === 'user' ? (actor.id ?? null) : null,
        actor.label ?? 'The program',
        subject,
        input.notes?.trim() || null,
        now,
      ],
    );
    await this.facts.record(tx, {
      areaId,
      kind: employersFacts.activityLogged,
      employerId,
      contactId: input.contactId ?? null,
      subject: `activity:${id}`,
      at,
      actor,
      data: { activityId: id, kind: input.kind },
    });
    return id;
  }

  /** Activities by id, to put their words on a timeline. */
  async byIds(tx: Tx, areaId: string, ids: string[]): Promise<Map<string, Activity>> {
    if (!ids.length) return new Map();
    const rows = await tx.query<Activity>(
      `SELECT ${columns} FROM activity WHERE area_id = $1 AND id = ANY ($2::uuid[])`,
      [areaId, ids],
    );
    return new Map(rows.map((a) => [a.id, a]));
  }

  /** Who was in touch with an employer last, by call, visit, email or letter. */
  last(tx: Tx, areaId: string, employerId: string): Promise<LastContact | undefined> {
    return tx.one<LastContact>(
      `SELECT at, agency, by_name AS "byName", kind FROM activity
        WHERE area_id = $1 AND employer_id = $2 AND kind <> 'note' ORDER BY at DESC, id DESC LIMIT 1`,
      [areaId, employerId],
    );
  }
}

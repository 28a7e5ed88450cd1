import { Injectable } from '@nestjs/common';
import { Agencies } from '#access';
import {
  contacted,
  contactSettings,
  countsAsContact,
  OWN_AGENCY,
  reached,
  rulesInForce,
} from '#contact-policy';
import { type Actor, Clock, Facts, invalid, newId, type Tx } from '#platform';
import type { ActivityKind, ActivityOutcome } from './activity.entity.js';
import { type ActivityLine, findActivities, insertActivity } from './activity.repository.js';
import { channelOf, outcomeOf } from './contact-directory.rules.js';
import { employersFacts } from './employers.facts.js';

export interface ActivityInput {
  kind: ActivityKind;
  subject: string;
  notes?: string | null;
  contactId?: string | null;
  /** When it was; default now. Not in the future. */
  at?: Date;
  /** The other agency that logs it; empty for the area's own team. */
  agencyId?: string | null;
  /** What came of it; empty: it happened. */
  outcome?: ActivityOutcome | null;
  /** `in`: they began it. */
  direction?: 'in' | 'out';
}

/** The log of calls, visits and notes that all agencies share. */
@Injectable()
export class Activities {
  constructor(
    private readonly clock: Clock,
    private readonly facts: Facts,
    private readonly agencies: Agencies,
  ) {}

  /** Logs one; returns its id. Throws `invalid` by field: subject, at. */
  async log(tx: Tx, areaId: string, employerId: string, input: ActivityInput, actor: Actor): Promise<string> {
    const now = this.clock.now();
    const at = input.at ?? now;
    const errors: Record<string, string> = {};
    const subject = input.subject.trim();
    if (!subject) errors['subject'] = 'Say in a few words what it was about.';
    if (at.getTime() > now.getTime() + 60_000)
      errors['at'] = 'This is in the future. Plan it as a next step, or correct the day.';
    if (Object.keys(errors).length) throw invalid('employers.activity', errors);
    const id = newId();
    await insertActivity(tx, {
      id,
      areaId,
      employerId,
      contactId: input.contactId ?? null,
      kind: input.kind,
      at,
      agencyId: input.agencyId ?? null,
      byUserId: actor.kind === 'user' ? (actor.id ?? null) : null,
      byName: actor.label ?? 'The program',
      subject,
      notes: input.notes?.trim() || null,
      createdAt: now,
      outcome: input.outcome ?? null,
      direction: input.direction ?? 'out',
    });
    const about = {
      areaId,
      employerId,
      contactId: input.contactId ?? null,
      subject: `activity:${id}`,
      at,
      actor,
    };
    const outcome = input.outcome ?? null;
    const channel = input.direction === 'in' ? undefined : channelOf(input.kind, outcome);
    if (!channel) {
      const data = { activityId: id, kind: input.kind };
      await this.facts.record(tx, employersFacts.activityLogged.of({ ...about, data }));
      return id;
    }
    const agency = input.agencyId ? (await this.agencies.find(tx, areaId, input.agencyId))?.name : undefined;
    const counts =
      reached(channel, outcomeOf(channel, outcome)) &&
      countsAsContact(channel, null, agency || 'own', await this.settings(tx, areaId));
    await this.facts.record(
      tx,
      contacted.of({ ...about, data: { agency: agency || OWN_AGENCY, channel, counts, activityId: id } }),
    );
    return id;
  }

  private async settings(tx: Tx, areaId: string) {
    return contactSettings((await rulesInForce(tx, areaId)).rules, null);
  }

  /** Activities by id, to put their words on a timeline. */
  async getMany(tx: Tx, areaId: string, ids: string[]): Promise<Map<string, ActivityLine>> {
    if (!ids.length) return new Map();
    const rows = await findActivities(tx, areaId, ids);
    return new Map(rows.map((a) => [a.id, a]));
  }
}

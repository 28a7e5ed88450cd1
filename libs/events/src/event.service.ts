import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { type DateInput, freePolicy, type SeatsInput, Sessions, standardPolicy } from '#bookings';
import { type Actor, Clock, isId, newId, notFound, type Tx } from '#platform';
import { EventRow } from './event.entity.js';
import { type EventKind, eventWords } from './event.rules.js';

export interface EventInput extends SeatsInput {
  kind: EventKind;
  title: string;
  summary: string;
  audience?: string | null;
  dates: DateInput[];
}

/** Meetings of the network. */
@Injectable()
export class Events {
  constructor(
    private readonly clock: Clock,
    private readonly sessions: Sessions,
  ) {}

  /**
   * Adds a meeting with its seats; returns both ids. A draft, or open at once when `openedBy` is named; throws as
   * Sessions.create does.
   */
  async create(
    tx: Tx,
    areaId: string,
    input: EventInput,
    openedBy?: Actor,
  ): Promise<{ eventId: string; sessionId: string }> {
    const { kind, title, summary, audience, dates, ...seats } = input;
    const eventId = newId();
    await tx.manager.insert(EventRow, {
      id: eventId,
      areaId,
      kind,
      title: title.trim(),
      summary: summary.trim(),
      audience: audience?.trim() || null,
      createdAt: this.clock.now(),
    });
    const session = {
      ...seats,
      kind: 'event' as const,
      subjectId: eventId,
      title: title.trim(),
      code: eventWords[kind].code,
      policy: seats.pricePence ? standardPolicy : freePolicy,
      dates,
    };
    const sessionId = await this.sessions.create(tx, areaId, session, openedBy);
    return { eventId, sessionId };
  }

  /** One meeting. Throws not-found. */
  async see(tx: Tx, id: string): Promise<EventRow> {
    const event = isId(id) ? await tx.manager.findOneBy(EventRow, { id }) : null;
    if (!event) throw notFound();
    return event;
  }

  /** Several meetings of an area. */
  seeMany(tx: Tx, areaId: string, ids: readonly string[]): Promise<EventRow[]> {
    return tx.manager.findBy(EventRow, { areaId, id: In([...ids]) });
  }
}

import { Injectable } from '@nestjs/common';
import { type DateInput, freePolicy, type SeatsInput, Sessions, standardPolicy } from '#bookings';
import { type Actor, Clock, newId, type Tx } from '#platform';
import type { EventRow } from './event.entity.js';
import { eventsById, getEvent, insertEvent } from './event.repository.js';
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
    await insertEvent(tx, {
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
      family: kind,
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
  get(tx: Tx, id: string): Promise<EventRow> {
    return getEvent(tx, id);
  }

  /** Several meetings of an area. */
  getMany(tx: Tx, areaId: string, ids: readonly string[]): Promise<EventRow[]> {
    return eventsById(tx, areaId, ids);
  }
}

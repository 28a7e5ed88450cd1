import { In } from 'typeorm';
import { isId, notFound, type Tx } from '#platform';
import { EventRow } from './event.entity.js';

export async function insertEvent(tx: Tx, event: EventRow): Promise<void> {
  await tx.repository(EventRow).insert(event);
}

/** One meeting. Throws not-found. */
export async function getEvent(tx: Tx, id: string): Promise<EventRow> {
  const event = isId(id) ? await tx.repository(EventRow).findOneBy({ id }) : null;
  if (!event) throw notFound();
  return event;
}

/** Several meetings of an area. */
export const eventsById = (tx: Tx, areaId: string, ids: readonly string[]): Promise<EventRow[]> =>
  tx.repository(EventRow).findBy({ areaId, id: In([...ids]) });

import { newId } from '#platform';
import type { TestWorld } from './database.js';

export interface MailRow {
  areaId?: string;
  address?: string;
  purpose?: 'service' | 'invitation' | 'engagement';
  promotional?: boolean;
  topic?: string | null;
  state?: string;
  template?: string;
  employerId?: string | null;
  contactId?: string | null;
}

/** A message as its cause would have written it, for tests of what happens to it afterwards; answers its id. */
export async function mailRow(world: TestWorld, row: MailRow = {}): Promise<string> {
  const id = newId();
  const state = row.state ?? 'sent';
  const waits = ['queued', 'retry'].includes(state);
  await world.owner(
    `INSERT INTO message (id, area_id, send_key, message_id, verp_token, employer_id, contact_id, address, recipient_name,
                          purpose, promotional, topic, template, template_version, data, subject, cause, state, created_at,
                          next_attempt_at, settled_at)
     VALUES ($1::uuid, $2, 'test:' || $1::text, '<' || $1::text || '@example.org>', $1::text, $3, $4, $5, 'Robin Example', $6, $7, $8, $9, 1, '{}',
             'A mail', 'Because a test says so.', $10::text, $11::timestamptz, CASE WHEN $12::boolean THEN $11::timestamptz END,
             CASE WHEN NOT $12::boolean AND $10::text <> 'held' THEN $11::timestamptz END)`,
    [
      id,
      row.areaId ?? world.areaId,
      row.employerId ?? null,
      row.contactId ?? null,
      row.address ?? 'robin@example.org',
      row.purpose ?? 'invitation',
      row.promotional ?? false,
      row.topic ?? null,
      row.template ?? 'surveys.survey-invitation',
      state,
      world.clock.now(),
      waits,
    ],
  );
  return id;
}

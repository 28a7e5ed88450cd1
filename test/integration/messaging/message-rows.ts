import { randomUUID } from 'node:crypto';
import type { TestWorld } from '../../support/database.js';

export interface RowOptions {
  state?: string;
  purpose?: 'service' | 'invitation' | 'engagement';
  campaign?: string | null;
  /** ISO 8601; default now by the test's clock; null: none. */
  next?: string | null;
  areaId?: string;
  /** The open attempt of a mail being sent. */
  phase?: 'claimed' | 'data';
  template?: string;
}

/** Writes a message row as it stands in this state, with the attempt that belongs to it; its id. */
export async function messageRow(
  world: TestWorld,
  address: string,
  options: RowOptions = {},
): Promise<string> {
  const id = randomUUID();
  const state = options.state ?? 'queued';
  const lease = state === 'sending' ? randomUUID() : null;
  const areaId = options.areaId ?? world.areaId;
  const waits = ['queued', 'retry'].includes(state);
  await world.owner(
    `INSERT INTO message (id, area_id, send_key, message_id, verp_token, address, recipient_name, purpose, template,
            template_version, data, subject, cause, campaign, state, lease_token, attempts, created_at, next_attempt_at)
     VALUES ($1, $2, $3, $3, $3, $4, $5, $6, $7, 1, '{}', 'Subject', 'A test', $8, $9, $10, $11, $12, $13)`,
    [
      id,
      areaId,
      `row:${id}`,
      address,
      `Name of ${address.split('@')[0]}`,
      options.purpose ?? 'invitation',
      options.template ?? 'test.letter',
      options.campaign ?? null,
      state,
      lease,
      state === 'queued' ? 0 : 1,
      world.clock.now(),
      options.next !== undefined ? options.next : waits ? world.clock.now() : null,
    ],
  );
  if (state === 'sending')
    await world.owner(
      `INSERT INTO attempt (id, area_id, message_id, number, lease_token, started_at, phase)
       VALUES ($1, $2, $3, 1, $4, $5, $6)`,
      [randomUUID(), areaId, id, lease, world.clock.now(), options.phase ?? 'claimed'],
    );
  return id;
}

export interface Row {
  state: string;
  hold: string | null;
  reason: string | null;
  next_attempt_at: Date | null;
  due_at: Date | null;
  lease_token: string | null;
  settled_at: Date | null;
}

export const rowOf = async (world: TestWorld, id: string): Promise<Row> =>
  (await world.owner<Row>(`SELECT * FROM message WHERE id = $1`, [id]))[0]!;

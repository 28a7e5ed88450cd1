import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Agencies } from '#access';
import { EmployersModule } from '#employers';
import { ContactGate, type GatedMail, MessagingModule } from '#messaging';
import { newId, PlatformModule, readSettings } from '#platform';
import { PublicPagesModule } from '../../../apps/public-pages.js';
import type { TestWorld } from '../../support/database.js';

const GATED = `id, employer_id AS "employerId", contact_id AS "contactId", address, purpose, promotional, immediate, topic,
  campaign, state, created_at AS "createdAt", next_attempt_at AS "nextAttemptAt", expires_at AS "expiresAt", hold, override`;

/** An employer and somebody there. */
export interface Pair {
  employerId: string;
  contactId: string;
  address: string;
}

/** Employers, people and mails in a test's database, and the gate that decides about them. */
export async function contactWorld(world: TestWorld) {
  const settings = readSettings({ ...world.env, LOG_LEVEL: 'silent' });
  @Module({
    imports: [PlatformModule.forRoot('test', settings), PublicPagesModule, MessagingModule, EmployersModule],
  })
  class TestModule {}
  const app = await NestFactory.createApplicationContext(TestModule, { logger: false, abortOnError: false });
  const gate = app.get(ContactGate, { strict: false });
  const { areaId } = world;
  const agencies = new Agencies(world.db, world.clock);

  const employer = async (more: { legalForm?: string; closed?: boolean } = {}): Promise<string> => {
    const id = newId();
    await world.owner(
      `INSERT INTO employer (id, area_id, name, name_key, legal_form, stage, stage_since, source, closed_at, created_at)
       VALUES ($1, $2, $1::uuid::text, $1::uuid::text, $3, 'identified', $4, 'A test', $5, $4)`,
      [id, areaId, more.legalForm ?? 'company', world.clock.now(), more.closed ? world.clock.now() : null],
    );
    return id;
  };
  const contact = async (
    employerId: string,
    address: string,
    more: { left?: boolean } = {},
  ): Promise<string> => {
    const id = newId();
    await world.owner(
      `INSERT INTO contact (id, area_id, employer_id, name, email, email_key, left_at, created_at)
       VALUES ($1, $2, $3, 'Robin Example', $4, lower($4), $5, $6)`,
      [id, areaId, employerId, address, more.left ? world.clock.now() : null, world.clock.now()],
    );
    return id;
  };
  let n = 0;
  const pair = async (address = `robin${++n}@firm${n}.example`): Promise<Pair> => {
    const employerId = await employer();
    return { employerId, contactId: await contact(employerId, address), address };
  };
  const mail = async (to: Partial<Pair>, more: Record<string, unknown> = {}): Promise<string> => {
    const id = newId();
    const now = world.clock.now();
    const row: Record<string, unknown> = {
      id,
      area_id: areaId,
      send_key: `test:${id}`,
      message_id: `<${id}@crm.example.org>`,
      verp_token: id.replaceAll('-', '').slice(8),
      employer_id: to.employerId ?? null,
      contact_id: to.contactId ?? null,
      address: to.address,
      recipient_name: 'Robin Example',
      purpose: 'invitation',
      template: 'test.letter',
      template_version: 1,
      data: '{}',
      subject: 'A letter',
      cause: 'Because a test says so.',
      state: 'queued',
      created_at: now,
      next_attempt_at: now,
      ...more,
    };
    const columns = Object.keys(row);
    await world.owner(
      `INSERT INTO message (${columns.join(', ')}) VALUES (${columns.map((_, i) => `$${i + 1}`).join(', ')})`,
      Object.values(row),
    );
    return id;
  };
  /** A mail that went at an instant. */
  const sent = (to: Partial<Pair>, at: string, more: Record<string, unknown> = {}) =>
    mail(to, {
      state: 'sent',
      created_at: at,
      dated_at: at,
      settled_at: at,
      next_attempt_at: null,
      attempts: 1,
      ...more,
    });
  const agencyOf = async (name: unknown) =>
    name ? world.db.write([areaId], (tx) => agencies.named(tx, areaId, String(name))) : null;
  const call = async (
    to: { employerId: string; contactId?: string },
    at: string,
    more: Record<string, unknown> = {},
  ) =>
    world.owner(
      `INSERT INTO activity (id, area_id, employer_id, contact_id, kind, at, agency_id, by_name, subject, created_at, outcome, direction)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'A test', 'A call', $6, $8, $9)`,
      [
        newId(),
        areaId,
        to.employerId,
        to.contactId ?? null,
        more['kind'] ?? 'call',
        at,
        await agencyOf(more['agency']),
        more['outcome'] ?? null,
        more['direction'] ?? 'out',
      ],
    );
  /** The rows as a claim hands them over. */
  const gated = (ids: readonly string[]) =>
    world.owner<GatedMail>(`SELECT ${GATED} FROM message WHERE id = ANY($1::uuid[]) ORDER BY id`, [ids]);
  /** The decisions as `send ok` or `hold 2026-12-02T09:00:00Z limit_employer`, in the order of the ids. */
  const decisions = async (ids: readonly string[]): Promise<string[]> => {
    const mails = await gated(ids);
    const answer = await world.db.write([areaId], (tx) => gate.decide(tx, areaId, mails, world.clock.now()));
    return ids.map((id) => {
      const decision = answer.get(id);
      if (!decision) return 'not now';
      const until = decision.until ? [decision.until.toISOString().replace('.000Z', 'Z')] : [];
      return [decision.decision, ...until, decision.reason].join(' ');
    });
  };
  const rules = (some: object) =>
    world.owner(
      `INSERT INTO contact_rules (id, area_id, version, rules, saved_at, saved_by)
       SELECT $1, $2, coalesce(max(version), 0) + 1, $3, $4, '{"kind": "program"}' FROM contact_rules WHERE area_id = $2`,
      [newId(), areaId, JSON.stringify(some), world.clock.now()],
    );
  return {
    app,
    gate,
    employer,
    contact,
    pair,
    mail,
    sent,
    call,
    gated,
    decisions,
    rules,
    close: () => app.close(),
  };
}

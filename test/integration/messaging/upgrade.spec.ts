import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { Links } from '#access';
import type { MessageState } from '#messaging';
import { hashToken, newId } from '#platform';
import { LinkTokens1764000000020 } from '../../../migrations/0020-link-tokens.js';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { ScriptedSmtp } from '../../support/smtp-server.js';
import { messagingOn } from './mail.js';

/** Tokens as they were made before: 128 bits at random. */
const TOKENS = ['Wt3nZJ0w1hVb9m-_RkQpAA', 'b7Kq-0sXyE4uLrT2NcV9pg', 'gone-token-of-nobodyAA'] as const;

describe('an installation from before', () => {
  let world: TestWorld;
  let smtp: ScriptedSmtp;
  let mail: Awaited<ReturnType<typeof messagingOn>>;

  beforeAll(async () => {
    world = await testDatabase();
    await back(world);
    await world.owner(
      `INSERT INTO link_token (hash, purpose, area_id, subject_id, created_at, expires_at) VALUES
         ($1, 'booking', $3, $4, $6, '2027-01-01'), ($2, 'survey, employer', $3, $5, $6, '2027-01-01')`,
      [hashToken(TOKENS[0]), hashToken(TOKENS[1]), world.areaId, newId(), newId(), world.clock.now()],
    );
    await put('waiting', 'queued', `http://localhost:3000/s/${TOKENS[1]}`);
    await put('sent', 'sent', `http://localhost:3000/b/${TOKENS[0]}`);
    await put(
      'both',
      'bounced',
      `http://localhost:3000/b/${TOKENS[0]}`,
      `http://localhost:3000/s/${TOKENS[1]}`,
    );
    await put('nobody', 'failed', `http://localhost:3000/b/${TOKENS[2]}`);
    await run(world, new LinkTokens1764000000020());
    smtp = new ScriptedSmtp();
    mail = await messagingOn(world, await smtp.listen());
  });
  afterAll(async () => {
    await mail?.close();
    await smtp?.close();
    await world?.close();
  });

  async function put(name: string, state: MessageState, link: string, otherLink?: string): Promise<void> {
    const id = newId();
    await world.owner(
      `INSERT INTO message (id, area_id, send_key, message_id, verp_token, address, recipient_name, purpose, template,
                            template_version, data, subject, cause, state, created_at, next_attempt_at)
       VALUES ($1, $2, $3, $4, $5, $6, 'Robin Example', 'service', 'test.confirmation', 1, $7, 'A question', 'A test',
               $8, $9, CASE WHEN $8 = 'queued' THEN $9::timestamptz END)`,
      [
        id,
        world.areaId,
        name,
        `<${id}@localhost.example>`,
        id.replaceAll('-', '').slice(8),
        `${name}@example.org`,
        { link, ...(otherLink ? { otherLink } : {}) },
        state,
        world.clock.now(),
      ],
    );
  }

  it('holds no token in the data of any email after the upgrade', async () => {
    const rows = await world.owner<{ address: string; data: Record<string, string> }>(
      `SELECT address, data FROM message ORDER BY address`,
    );
    const text = JSON.stringify(rows);
    for (const token of TOKENS) expect(text).not.toContain(token);
    const links = await world.owner<{ id: string; purpose: string }>(`SELECT id, purpose FROM link_token`);
    const id = (purpose: string) => links.find((link) => link.purpose === purpose)!.id;
    expect(rows.map((row) => row.data)).toEqual([
      {
        link: `http://localhost:3000/b/~${id('booking')}`,
        otherLink: `http://localhost:3000/s/~${id('survey, employer')}`,
      },
      { link: 'http://localhost:3000/b/…' },
      { link: `http://localhost:3000/b/~${id('booking')}` },
      { link: `http://localhost:3000/s/~${id('survey, employer')}` },
    ]);
  });

  it('still sends what waited, with a link that works, and the links people hold still work', async () => {
    await mail.sendDue();
    const [letter] = smtp.accepted;
    const plain = letter!.raw.toString().replaceAll('=\r\n', '');
    const token = /localhost:3000\/s\/([\w-]+)/.exec(plain)![1]!;
    const links = mail.get(Links);
    const now = await links.find('survey, employer', token);
    expect(now).toEqual(await links.find('survey, employer', TOKENS[1]));
    expect((await links.find('booking', TOKENS[0])).areaId).toBe(world.areaId);
  });
});

/** Takes away from a database of now what the migration makes. */
async function back(world: TestWorld): Promise<void> {
  await world.owner(`
    ALTER TABLE link_token DROP COLUMN id;
    DROP TABLE caught_mail;
    CREATE TABLE caught_mail (id uuid PRIMARY KEY);
    DROP INDEX returned_mail_kept;
    ALTER TABLE returned_mail ADD COLUMN raw bytea;
    CREATE INDEX returned_mail_kept ON returned_mail (at) WHERE words IS NOT NULL OR raw IS NOT NULL;`);
}

async function run(world: TestWorld, migration: LinkTokens1764000000020): Promise<void> {
  const source = new DataSource({ type: 'postgres', url: world.env['DATABASE_URL']! });
  await source.initialize();
  const runner = source.createQueryRunner();
  await runner.startTransaction();
  await migration.up(runner);
  await runner.commitTransaction();
  await runner.release();
  await source.destroy();
}

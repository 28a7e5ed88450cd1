import { setTimeout as sleep } from 'node:timers/promises';
import { surveyInvitation } from '../../../libs/surveys/mails/survey-invitation/mail.js';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { Program } from '../../support/instance.js';
import { ScriptedSmtp } from '../../support/smtp-server.js';
import { messagingOn, write } from './mail.js';

const MAILS = 60;

describe('the worker process', () => {
  let world: TestWorld;
  let smtp: ScriptedSmtp;
  let worker: Program;
  beforeAll(async () => {
    world = await testDatabase();
    smtp = new ScriptedSmtp();
    smtp.paceMs = 100;
  });
  afterAll(async () => {
    await worker?.stop('SIGKILL');
    await smtp.close();
    await world.close();
  });

  it('says when it is ready, sends, and told to end ends what it has in hand and leaves the rest', async () => {
    const smtpUrl = await smtp.listen();
    const mail = await messagingOn(world, smtpUrl);
    mail.registry.add(surveyInvitation);
    await write(
      world,
      mail.outbox,
      Array.from({ length: MAILS }, (_, n) => `person${n}@example.org`),
      { mail: surveyInvitation, data: surveyInvitation.example },
    );
    await mail.close();
    worker = await new Program('worker', { ...world.env, SMTP_URL: smtpUrl, LOG_LEVEL: 'info' }).start();
    // It may send while the rest of it still starts.
    const begun = () => smtp.accepted.length >= 10 && worker.output.includes('"msg":"ready"');
    for (let i = 0; i < 600 && !begun(); i++) await sleep(50);
    expect(worker.output).toContain('"msg":"ready"');
    const began = Date.now();
    await worker.stop('SIGTERM');
    expect(Date.now() - began).toBeLessThan(8_000);
    expect(smtp.accepted.length).toBeLessThan(MAILS);
    const states = await world.owner<{ state: string; n: string }>(
      `SELECT state, count(*) AS n FROM message GROUP BY state ORDER BY state`,
    );
    const by = Object.fromEntries(states.map((row) => [row.state, Number(row.n)]));
    // Nothing in the air, nothing unknown: what was taken is sent, the rest waits.
    expect(Object.keys(by).every((state) => ['queued', 'retry', 'sent'].includes(state))).toBe(true);
    expect(by['sent']).toBe(smtp.accepted.length);
  }, 90_000);

  it('logs ids and neither addresses nor words', () => {
    expect(worker.output).toContain('"messageIds"');
    expect(worker.output).not.toMatch(/example\.org|Aire Valley|Robin/);
  });
});

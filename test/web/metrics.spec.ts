import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignInSessions } from '#access';
import { MailRegistry } from '#mail-templates';
import { type MessageState, Outbox, states } from '#messaging';
import { newId } from '#platform';
import { letter } from '../integration/messaging/letter.js';
import { Program } from '../support/instance.js';
import { ScriptedSmtp } from '../support/smtp-server.js';
import { Visitor } from '../support/visitor.js';
import { freePort, type TestWeb, testWeb } from '../support/web.js';

const TOKEN = 'a-token-for-prometheus';

/** Samples of an answer: `name{labels}` → value. */
const samples = (text: string): Record<string, number> =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );

describe('metrics', () => {
  let web: TestWeb;

  beforeAll(async () => {
    web = await testWeb();
    web.app.get(MailRegistry).add(letter);
    await write(20);
  });
  afterAll(() => web?.close());

  const write = (n: number, name = 'person') =>
    web.world.db.write([web.world.areaId], (tx) =>
      web.app.get(Outbox).enqueueMany(
        tx,
        Array.from({ length: n }, (_, i) => ({
          areaId: web.world.areaId,
          sendKey: `${name}:${i}`,
          mail: letter,
          to: { address: `${name}${i}@example.org`, name: 'Robin Example' },
          data: { link: 'https://crm.example.org/s/secret-of-this-person' },
          campaign: 'wave:1',
          cause: 'Because a test says so.',
        })),
      ),
    );
  const put = (state: MessageState, n: number, settled: string | null) =>
    web.world.owner(
      `UPDATE message SET state = $1, settled_at = $3, next_attempt_at = NULL, hold = CASE WHEN $1 = 'held' THEN 'area_paused' END
        WHERE id IN (SELECT id FROM message WHERE state = 'queued' ORDER BY id LIMIT $2)`,
      [state, n, settled],
    );
  const leases = async () => (await web.world.owner(`SELECT FROM worker_lease`)).length;
  const ask = async (url: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${url}/metrics`, { headers });
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
  };

  it('say how the mail stands, by state, age and cause', async () => {
    await put('sent', 9, '2026-11-24T08:30:00Z');
    await put('bounced', 1, '2026-11-24T03:00:00Z');
    await put('failed', 2, '2026-11-22T03:00:00Z');
    await put('held', 3, null);
    web.world.clock.set('2026-11-24T09:05:00Z');
    const { status, type, text } = await ask(web.url);
    web.world.clock.set('2026-11-24T09:00:00Z');
    expect([status, type]).toEqual([200, expect.stringContaining('text/plain; version=0.0.4')]);
    const found = samples(text);
    expect(Object.fromEntries(states.map((s) => [s, found[`crm_mail_messages{state="${s}"}`]]))).toEqual({
      queued: 5,
      held: 3,
      sending: 0,
      retry: 0,
      sent: 9,
      unknown: 0,
      bounced: 1,
      failed: 2,
      suppressed: 0,
      expired: 0,
      cancelled: 0,
    });
    expect(found['crm_mail_held{hold="area_paused"}']).toBe(3);
    expect(found['crm_mail_queue_age_seconds']).toBe(300);
    expect(found['crm_mail_ended_last_hour{state="sent"}']).toBe(9);
    expect(found['crm_mail_ended_last_hour{state="bounced"}']).toBe(0);
    expect(found['crm_mail_ended_last_day{state="failed"}']).toBe(0);
    expect(found['crm_mail_bounce_ratio_last_day']).toBe(0.1);
    expect(found['crm_mail_workers']).toBe(0);
    expect(found['crm_queue_jobs_waiting{queue="messaging.send"}']).toBeGreaterThanOrEqual(1);
    expect(found['crm_metrics_complete']).toBe(1);
  });

  it('name no area, person, address or id', async () => {
    const { text } = await ask(web.url);
    for (const secret of [
      'Calderdale',
      'calderdale',
      'example.org',
      'Robin',
      web.world.areaId,
      'wave:1',
      'secret',
    ])
      expect([secret, text.includes(secret)]).toEqual([secret, false]);
    const labels = new Set([...text.matchAll(/[{,](\w+)="/g)].map((m) => m[1]));
    expect([...labels].sort()).toEqual(['hold', 'job', 'queue', 'state', 'subscriber']);
  });

  it('are told to this machine alone, and to nobody who came through a proxy', async () => {
    expect((await ask(web.url)).status).toBe(200);
    for (const header of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip']) {
      const { status, text } = await ask(web.url, { [header]: '127.0.0.1' });
      expect([header, status, text.includes('crm_')]).toEqual([header, 403, false]);
    }
  });

  it('are told to the token where there is one, and then to nobody else', async () => {
    const guarded = await testWeb({ METRICS_TOKEN: TOKEN });
    try {
      expect((await ask(guarded.url)).status).toBe(403);
      expect((await ask(guarded.url, { authorization: `Bearer ${TOKEN}x` })).status).toBe(403);
      const { status, text } = await ask(guarded.url, {
        authorization: `Bearer ${TOKEN}`,
        'x-forwarded-for': '203.0.113.9',
      });
      expect([status, text.includes('crm_mail_messages')]).toEqual([200, true]);
    } finally {
      await guarded.close();
    }
  });

  it('count fifty thousand messages, as many as there are', async () => {
    const { areaId } = web.world;
    await web.world.owner(
      `INSERT INTO message (id, area_id, send_key, message_id, verp_token, address, recipient_name, purpose, template,
              template_version, data, subject, cause, campaign, state, created_at, settled_at)
       SELECT gen_random_uuid(), $1, 'bulk:' || n, '<' || n || '@x>', 'bulk' || n, 'p' || n || '@bulk.example', 'P ' || n, 'invitation',
              'test.letter', 1, '{}', 'S', 'C', 'bulk:' || n % 10, CASE WHEN n % 50 = 0 THEN 'bounced' ELSE 'sent' END,
              '2026-10-01T09:00:00Z'::timestamptz + n * interval '1 second', '2026-10-01T09:00:00Z'::timestamptz + n * interval '1 second'
         FROM generate_series(1, 50000) n`,
      [areaId],
    );
    await web.world.owner('VACUUM ANALYZE message');
    const { text } = await ask(web.url);
    expect(samples(text)['crm_mail_messages{state="sent"}']).toBe(49_009);
    await web.world.owner(`DELETE FROM message WHERE campaign LIKE 'bulk:%'`);
  }, 120_000);

  it('come from a worker on its loopback port: outcomes, durations, connections, sweeps', async () => {
    const smtp = new ScriptedSmtp();
    const port = await freePort();
    const worker = new Program('worker', {
      ...web.world.env,
      CLOCK_FILE: '',
      SMTP_URL: await smtp.listen(),
      METRICS_PORT: String(port),
      LOG_LEVEL: 'info',
    });
    const at = `http://127.0.0.1:${port}`;
    try {
      await worker.start();
      let found: Record<string, number> = {};
      for (let i = 0; i < 150 && !(found['crm_mail_sweep_age_seconds']! >= 0); i++) {
        await sleep(200);
        found = await ask(at).then(
          ({ text }) => samples(text),
          () => ({}),
        );
      }
      expect(found['crm_mail_sweep_age_seconds']).toBeGreaterThanOrEqual(0);
      expect(found['crm_mail_pool{stage="busy"}']).toBe(0);
      expect(found['crm_mail_messages{state="sent"}']).toBeGreaterThanOrEqual(9);
      expect((await fetch(`${at}/`)).status).toBe(404);
      expect((await fetch(`${at}/metrics`, { method: 'POST' })).status).toBe(404);
      expect(await leases()).toBe(1);
    } finally {
      await worker.stop();
      await smtp.close();
    }
    // One that stopped in order does not count as sending any more.
    expect(await leases()).toBe(0);
  }, 60_000);

  it('and the web’s own log carry ids only', async () => {
    const port = await freePort();
    const program = new Program('web', {
      ...web.world.env,
      BASE_URL: web.world.settings.baseUrl,
      PORT: String(port),
      LOG_LEVEL: 'debug',
      MAILBOX_PORT: String(await freePort()),
    });
    const { userId } = await web.person({ role: 'coordinator' });
    const session = await web.world.db.write([], (tx) =>
      web.app.get(SignInSessions).open(tx, userId, 'test'),
    );
    try {
      await program.start();
      const visitor = new Visitor(`http://localhost:${port}`, web.cookie(session));
      const [row] = await web.world.owner<{ id: string }>(
        `SELECT id FROM message WHERE state = 'failed' LIMIT 1`,
      );
      for (const path of [
        '/mail',
        '/mail?q=person1@example.org',
        '/mail/sendings',
        '/mail/sendings/wave%3A1',
        '/mail/unknown',
        `/mail/${row!.id}`,
        `/mail/${row!.id}/again`,
        `/mail/${newId()}`,
        '/metrics',
      ])
        await visitor.get(path);
      await (await visitor.get(`/mail/${row!.id}/again`)).form('round').submit();
      await sleep(300);
    } finally {
      await program.stop();
    }
    const lines = program.output.split('\n').filter(Boolean);
    expect(lines.length).toBeGreaterThan(9);
    for (const line of lines.slice(1)) expect(() => JSON.parse(line) as unknown).not.toThrow();
    for (const secret of ['@example.org', 'Robin', 'Sam Sample', 'secret-of-this-person', 'A question'])
      expect([secret, program.output.includes(secret)]).toEqual([secret, false]);
  }, 60_000);

  describe('on the first page', () => {
    const today = async () => (await web.signedIn({ role: 'coordinator' })).get('/today');

    it('say that nothing sends mail, then that it stands still, then nothing', async () => {
      web.world.clock.set('2026-11-24T09:01:00Z');
      await web.world.owner(
        // Also what the worker of the test before has met: it knows no such words, and held it.
        `UPDATE message SET state = 'queued', hold = NULL, reason = NULL, next_attempt_at = '2026-11-24T09:00:00Z'
          WHERE state = 'queued' OR hold = 'template-broken'`,
      );
      expect((await today()).words).not.toContain('No email is being sent');
      web.world.clock.set('2026-11-24T09:20:00Z');
      // Written just now, and due before that: nothing has waited yet.
      expect((await today()).words).not.toContain('No email is being sent');
      // An id that does not tell when it was written.
      await web.world.owner(`UPDATE message SET id = gen_random_uuid() WHERE state = 'queued'`);
      const coordinator = await today();
      expect(coordinator.words).toContain('No email is being sent');
      expect(coordinator.words).toContain('Ask your IT contact to restart the sender.');
      await web.world.owner(
        `INSERT INTO worker_lease (token, until) VALUES ($1, now() + interval '1 hour')`,
        [newId()],
      );
      const still = await today();
      expect(still.words).toContain('Emails are delayed');
      expect((await still.follow('See what waits')).status).toBe(200);
      await web.world.owner(
        `UPDATE message SET settled_at = '2026-11-24T09:15:00Z' WHERE id IN (SELECT id FROM message WHERE state = 'sent' LIMIT 1)`,
      );
      expect((await today()).words).not.toContain('Emails are delayed');
      web.world.clock.set('2026-11-24T09:00:00Z');
    });

    it('say that a restored database waits to be released', async () => {
      await web.world.owner(
        `INSERT INTO mail_restore (id, area_id, cause, found_at, held) VALUES ($1, $2, 'timeline', '2026-11-24T08:00:00Z', 3)`,
        [newId(), web.world.areaId],
      );
      const page = await today();
      expect(page.words).toContain('No email goes out until somebody releases it');
      expect(page.words).toContain('3 emails wait');
      await web.world.owner(`DELETE FROM mail_restore`);
      expect((await today()).words).not.toContain('releases it');
    });
  });
});

import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { Tokens } from '#access';
import { Employers } from '#employers';
import { MailRegistry } from '#mail-templates';
import { Outbox } from '#messaging';
import type { Actor } from '#platform';
import { confirmation, letter } from '../integration/messaging/letter.js';
import { messagingOn } from '../integration/messaging/mail.js';
import { axe, comeIn, launchBrowser, overflow } from '../support/browser.js';
import { ScriptedSmtp } from '../support/smtp-server.js';
import type { Visitor } from '../support/visitor.js';
import { freePort, type TestWeb, testWeb } from '../support/web.js';

const actor: Actor = { kind: 'user', label: 'Sam Sample' };
const SECRET = 'secret-token-of-this-person';

describe('mail pages', () => {
  let web: TestWeb;
  let browser: Browser;
  let smtp: ScriptedSmtp;
  let coordinator: Visitor;
  let employerId: string;
  let mailboxPort: number;

  beforeAll(async () => {
    mailboxPort = await freePort();
    web = await testWeb({ MAILBOX_PORT: String(mailboxPort) });
    web.app.get(MailRegistry).add(letter, confirmation);
    browser = await launchBrowser();
    coordinator = await web.signedIn({ role: 'coordinator' });
    employerId = await web.world.db.write([web.world.areaId], async (tx) => {
      const { areaId } = web.world;
      return (await web.app.get(Employers).create(tx, areaId, { name: 'Norland Joinery (sample)' }, actor))
        .id;
    });
    smtp = new ScriptedSmtp();
    const address = await smtp.listen();
    await write(
      ['ok', 'rcpt4xx', 'nouser', 'dropkept', 'droplost', 'full'].map((name) => `${name}@example.org`),
    );
    const mail = await messagingOn(web.world, address);
    await mail.sendDue();
    await mail.close();
    await write(['waiting@example.org'], { notBefore: new Date('2026-11-30T09:00:00Z') });
  });
  afterAll(async () => {
    await browser?.close();
    await smtp?.close();
    await web?.close();
  });

  async function write(addresses: string[], more: object = {}): Promise<void> {
    await web.world.db.write([web.world.areaId], (tx) =>
      web.app.get(Outbox).enqueueMany(
        tx,
        addresses.map((address) => ({
          areaId: web.world.areaId,
          sendKey: `test:${address}`,
          mail: letter,
          to: { address, name: 'Robin Example' },
          data: { link: `https://crm.example.org/s/${SECRET}` },
          employerId,
          campaign: 'wave:1',
          cause: 'Because a test says so.',
          ...more,
        })),
      ),
    );
  }
  const idOf = async (address: string): Promise<string> =>
    (await web.world.owner<{ id: string }>(`SELECT id FROM message WHERE address = $1`, [address]))[0]!.id;

  it('list every mail with its fate, in counts that add up', async () => {
    const page = await coordinator.get('/mail');
    const counts = page.all('.ms-filter .me-count').map((one) => Number(one.text));
    expect(counts).toEqual([7, 2, 1, 2, 2, 0]);
    expect(page.all('.ms-line')).toHaveLength(7);
    expect(page.words).toContain('5.1.1 No such user');
    expect(page.words).toContain('Norland Joinery (sample)');
    const back = await page.follow(/^Bounced or failed/);
    expect(back.all('.ms-line')).toHaveLength(2);
    expect(back.words).toContain('Mailbox full');
  });

  it('find mails by address, by employer, and say when there is none', async () => {
    const search = async (q: string) => (await coordinator.get('/mail')).form('/mail').fill({ q }).submit();
    expect((await search('dropkept@')).all('.ms-line')).toHaveLength(1);
    expect((await search('norland')).all('.ms-line')).toHaveLength(7);
    expect((await search('100%_')).words).toContain('No email fits “100%_”');
  });

  it('turn pages without losing or showing one twice', async () => {
    await write(
      Array.from({ length: 120 }, (_, n) => `page${n}@example.org`),
      { notBefore: new Date('2027-01-01T09:00:00Z'), campaign: 'wave:2' },
    );
    const seen: string[] = [];
    let page = await coordinator.get('/mail?campaign=wave%3A2');
    for (;;) {
      seen.push(...page.all('.ms-address').map((one) => one.text));
      if (!page.all('a[rel=next]').length) break;
      page = await page.follow('Next page');
    }
    expect(seen).toHaveLength(120);
    expect(new Set(seen).size).toBe(120);
    const back: string[] = [];
    while (page.all('a[rel=prev]').length) {
      page = await page.follow('Previous page');
      back.unshift(...page.all('.ms-address').map((one) => one.text));
    }
    expect(back).toEqual(seen.slice(0, 100));
    // A place as addresses held it before, and what is none, begin at the beginning.
    for (const after of ['2027-01-01T09:00:00.000Z_01999999-9999-7999-8999-999999999999', 'x'])
      expect((await coordinator.get(`/mail?campaign=wave%3A2&after=${after}`)).all('.ms-line')).toHaveLength(
        50,
      );
  });

  it('show one mail: what happened, why, and what was in it with links masked', async () => {
    const id = await idOf('nouser@example.org');
    const page = await coordinator.get(`/mail/${id}`);
    expect(page.words).toContain('Returned: the address does not exist');
    expect(page.words).toContain('Because a test says so.');
    expect(page.words).toContain('Attempt 1. Answer of the mail server: “550 5.1.1 No such user”.');
    expect(page.words).toContain('24 November 2026, 9:00:00am');
    expect(page.words).toContain('Answer: https://crm.example.org/s/…');
    expect(page.text).not.toContain(SECRET);
    const frame = await coordinator.get(page.one('iframe').getAttribute('src')!);
    expect(frame.text).toContain('https://crm.example.org/s/…');
    expect(frame.text).not.toContain(SECRET);
    const raw = await fetch(`${web.url}/mail/${id}/as-sent`, { headers: { cookie: cookiesOf(coordinator) } });
    expect(raw.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(raw.headers.get('content-security-policy')).toContain('sandbox');
    // A mail that has not gone is shown as it would go.
    const waiting = await coordinator.get(`/mail/${await idOf('waiting@example.org')}`);
    expect(waiting.words).toContain('Goes 30 Nov 2026, 9am');
    expect(waiting.text).not.toContain(SECRET);
  });

  it('let staff settle what nobody knows, with a reason, once', async () => {
    const id = await idOf('dropkept@example.org');
    const form = (await coordinator.get(`/mail/${id}`)).form('reason');
    const again = await form.fill({ reason: 'short' }).submit('It arrived');
    expect(again.status).toBe(422);
    expect(again.title).toMatch(/^Error: /);
    expect(again.one('#reason-error').text).toContain('Say why, in 10 to 300 characters');
    expect(again.form('reason').values['reason']).toBe('short');
    const arrived = await again
      .form('reason')
      .fill({ reason: 'Robin rang and has it.' })
      .submit('It arrived');
    expect(arrived.words).toContain('Settled: it arrived.');
    expect(arrived.words).toContain('Staff found that it arrived: Robin rang and has it.');
    const audit = await web.world.owner(
      `SELECT reason FROM audit_line WHERE subject = $1 AND kind = 'change'`,
      [id],
    );
    expect(audit).toEqual([{ reason: 'Robin rang and has it.' }]);
    // The form of a page that was open meanwhile.
    const late = await form.fill({ reason: 'It never came, they say.' }).submit('Send it once more');
    expect(late.status).toBe(409);
    expect(late.words).toContain('What became of this email is known by now.');
  });

  it('send a mail of unknown fate once more when staff say so', async () => {
    const id = await idOf('droplost@example.org');
    const page = await (await coordinator.get(`/mail/${id}`))
      .form('reason')
      .fill({ reason: 'It never came, they say.' })
      .submit('Send it once more');
    expect(page.words).toContain('It goes once more');
    const [row] = await web.world.owner(`SELECT state, next_attempt_at FROM message WHERE id = $1`, [id]);
    expect(row).toMatchObject({ state: 'queued', next_attempt_at: web.world.clock.now() });
  });

  it('show each role what the matrix grants it', async () => {
    const id = await idOf('full@example.org');
    const administrator = await web.signedIn({ role: 'administrator' });
    for (const at of ['/mail', `/mail/${id}`]) {
      const page = await administrator.get(at);
      expect([at, page.status]).toEqual([at, 200]);
      expect(page.text).not.toContain('example.org');
      expect(page.text).not.toContain('Robin Example');
      expect(page.text).not.toMatch(/No such user|Mailbox full/);
    }
    expect((await administrator.get('/mail?q=dropkept')).status).toBe(422);
    expect((await administrator.get('/mail?show=back')).all('.ms-line')).toHaveLength(2);
    expect((await administrator.get(`/mail/${id}/as-sent`)).status).toBe(403);
    expect((await administrator.get('/mailbox')).status).toBe(403);
    const partner = await web.signedIn({ role: 'partner', agency: 'Jobcentre Plus' });
    const seen = await partner.get('/mail');
    expect(seen.words).toContain('Norland Joinery (sample)');
    expect(seen.text).not.toContain('example.org');
    // How much is in another state is not theirs to see, and no filter tells it.
    expect(seen.all('.ms-states li, .ms-filter li')).toEqual([]);
    expect(seen.words).toContain(`${seen.all('.ms-line').length} in all`);
    for (const hidden of ['show=back', 'campaign=wave:1', 'q=norland'])
      expect([hidden, (await partner.get(`/mail?${hidden}`)).status]).toEqual([hidden, 422]);
    expect((await partner.get(`/mail/${id}`)).status).toBe(403);
    const elsewhere = await web.signedIn({ role: 'coordinator', areaId: web.world.secondAreaId });
    expect((await elsewhere.get(`/mail/${id}`)).status).toBe(404);
    expect((await elsewhere.get('/mail')).words).toContain('No email has been written yet');
    expect((await web.visitor().get('/mail')).url).toContain('/sign-in');
  });

  it('tell programs the fate and neither address nor words', async () => {
    const { userId } = await web.person({ role: 'coordinator' });
    const { token: secret } = await web.world.db.write([], (tx) =>
      web.app
        .get(Tokens)
        .create(tx, { name: 'test', userId, scopes: ['message_metadata:read'], areaIds: [web.world.areaId] }),
    );
    const answer = await fetch(`${web.url}/api/messages?state=bounced`, {
      headers: { authorization: `Bearer ${secret}` },
    });
    const text = await answer.text();
    expect([answer.status, text.slice(0, 200)]).toEqual([200, expect.any(String)]);
    expect(text).toContain('The address does not exist (550 5.1.1).');
    expect(text).not.toContain('No such user');
    const { messages, counts } = JSON.parse(text) as {
      messages: { id: string; state: string }[];
      counts: Record<string, number>;
    };
    expect(messages.map((message) => message.state)).toEqual(['bounced']);
    expect(counts['bounced']).toBe(1);
    expect(Object.keys(messages[0]!).sort()).toEqual([
      'attempts',
      'createdAt',
      'decision',
      'hold',
      'id',
      'purpose',
      'reason',
      'sending',
      'state',
    ]);
    const one = await fetch(`${web.url}/api/messages/${messages[0]!.id}`, {
      headers: { authorization: `Bearer ${secret}` },
    });
    expect(await one.json()).toEqual(messages[0]);
  });

  it('keep what the trial mailbox caught, with working links and its calendar file', async () => {
    await new Promise<void>((done, fail) =>
      connect(mailboxPort, '127.0.0.1')
        .once('data', function (this: { destroy(): void }) {
          this.destroy();
          done();
        })
        .once('error', fail),
    );
    await write(['robin@example.org'], { mail: confirmation, data: { link: `${web.url}/s/${SECRET}?x=1` } });
    const mail = await messagingOn(web.world, `smtp://127.0.0.1:${mailboxPort}`);
    await mail.sendDue();
    await mail.close();
    const box = await (await coordinator.get('/mailbox')).form('to').fill({ to: 'ROBIN@' }).submit();
    expect(box.all('.ms-line')).toHaveLength(1);
    const page = await box.follow('A question for Robin Example');
    expect(page.all('.ms-text a').map((a) => a.getAttribute('href'))).toEqual([
      `${web.url}/s/${SECRET}?x=1`,
      `${web.url}/network/calderdale/privacy`,
    ]);
    const file = await page.follow('calendar.ics');
    expect(file.text).toContain('BEGIN:VCALENDAR');
    expect((await coordinator.get(page.one('iframe').getAttribute('src')!)).text).toContain(
      'Dear Robin Example',
    );
    expect((await coordinator.get('/mailbox/01999999-9999-7999-8999-999999999999')).status).toBe(404);
  });

  it('have no axe violation, and fit 1280 and 320 px', async () => {
    const unknown = await idOf('rcpt4xx@example.org');
    const [caught] = await web.world.owner<{ id: string }>(
      `SELECT id FROM caught_mail ORDER BY at DESC LIMIT 1`,
    );
    const bounced = await idOf('nouser@example.org');
    const context = await browser.newContext();
    await comeIn(context, coordinator);
    for (const width of [1280, 320]) {
      const page = await context.newPage();
      await page.setViewportSize({ width, height: 900 });
      for (const at of [
        '/mail',
        '/mail?show=back',
        '/mail?q=nothing-like-it',
        `/mail/${bounced}`,
        `/mail/${unknown}`,
        '/mailbox',
        `/mailbox/${caught!.id}`,
      ]) {
        await page.goto(web.url + at);
        expect([at, width, await axe(page)]).toEqual([at, width, []]);
        expect([at, width, await overflow(page)]).toEqual([at, width, 0]);
        const pictures = process.env['PICTURES'];
        if (pictures)
          await page.screenshot({
            path: `${pictures}/${at.replace(/[^a-z]+/gi, '-').slice(0, 24)}-${width}.png`,
            fullPage: true,
          });
      }
      await page.close();
    }
    await context.close();
  }, 120_000);
});

const cookiesOf = (visitor: Visitor): string =>
  visitor
    .cookiesFor()
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');

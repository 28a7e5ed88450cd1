import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { Tokens } from '#access';
import { Suppressions } from '#contact-policy';
import { Contacts, Employers } from '#employers';
import { MailRegistry } from '#mail-templates';
import { MailingTitles, MailPauses, type MessageState, Outbox } from '#messaging';
import { type Actor, newId } from '#platform';
import { Waves } from '#surveys';
import { letter } from '../integration/messaging/letter.js';
import { axe, comeIn, launchBrowser, overflow } from '../support/browser.js';
import type { Page, Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

const actor: Actor = { kind: 'user', label: 'Sam Sample' };
const CAMPAIGN = 'wave:1';
const AT = '/mail/sendings/wave%3A1';

/** Mails of one sending in every state but `sending`: who, in which state, why. */
const PEOPLE: [string, MessageState, string | null][] = [
  ['sent1', 'sent', null],
  ['sent2', 'sent', null],
  ['sent3', 'sent', null],
  ['waiting', 'queued', null],
  ['later', 'retry', 'The mail server asked to try again later: “451 4.7.1 Greylisted”.'],
  ['held', 'held', 'All email of this area is paused by Sam Sample since 24 Nov 2026, 8am: “Bank holiday”.'],
  ['lost', 'unknown', 'The connection ended before the mail server answered. It may have arrived.'],
  ['lost2', 'unknown', 'The connection ended before the mail server answered. It may have arrived.'],
  ['dead', 'bounced', 'The address does not exist: “550 5.1.1 No such user”.'],
  ['corrected', 'bounced', 'The address does not exist: “550 5.1.1 No such user”.'],
  ['gone', 'bounced', 'The address does not exist: “550 5.1.1 No such user”.'],
  ['full', 'failed', 'Given up after 72 hours. The mailbox is full: “452 4.2.2 Mailbox full”.'],
  ['refused', 'failed', 'The mail server refused it: “554 5.7.1 Policy”.'],
  ['blocked', 'suppressed', 'They said no to surveys.'],
  ['late', 'expired', 'It was of use only until 9am on Monday 23 November 2026.'],
  ['stopped', 'cancelled', 'The survey was closed.'],
];

describe('sendings', () => {
  let web: TestWeb;
  let browser: Browser;
  let coordinator: Visitor & { userId: string };
  let employerId: string;
  const contacts = new Map<string, string>();

  beforeAll(async () => {
    web = await testWeb();
    web.app.get(MailRegistry).add(letter);
    browser = await launchBrowser();
    coordinator = await web.signedIn({ role: 'coordinator' });
    const { areaId } = web.world;
    await web.world.db.write([areaId], async (tx) => {
      const employers = web.app.get(Employers);
      employerId = (await employers.create(tx, areaId, { name: 'Norland Joinery (sample)' }, actor)).id;
      for (const [name] of PEOPLE) {
        const input = { name: `Robin ${name}`, email: `${name}@example.org` };
        contacts.set(name, (await web.app.get(Contacts).add(tx, areaId, employerId, input, actor)).id);
      }
      await web.app.get(Outbox).enqueueMany(
        tx,
        PEOPLE.map(([name]) => ({
          areaId,
          sendKey: `invitation:${name}`,
          mail: letter,
          to: { address: `${name}@example.org`, name: `Robin ${name}` },
          data: { link: 'https://crm.example.org/s/secret' },
          employerId,
          contactId: contacts.get(name)!,
          campaign: CAMPAIGN,
          cause: 'The survey was sent to current signatories.',
        })),
      );
    });
    for (const [name, state, reason] of PEOPLE) await settle(name, state, reason);
    await attempt('refused', 1, 554, '5.7.1 Policy', 'failed');
    await attempt('full', 1, 452, '4.2.2 Mailbox full', 'failed');
    await attempt('lost', 1, null, 'The connection ended', 'unknown');
    await web.world.owner(
      `UPDATE message SET expires_at = '2026-11-23T09:00:00Z' WHERE address LIKE 'late@%'`,
    );
    await web.world.db.write([areaId], async (tx) => {
      for (const name of ['dead', 'corrected', 'blocked'])
        await web.app.get(Suppressions).add(tx, areaId, `${name}@example.org`, 'The address does not work.');
      await web.app
        .get(Contacts)
        .change(
          tx,
          contacts.get('corrected')!,
          { name: 'Robin corrected', email: 'right@example.org' },
          actor,
        );
      await web.app.get(Contacts).markLeft(tx, contacts.get('gone')!, actor);
    });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await web?.close();
  });

  const settle = (name: string, state: MessageState, reason: string | null) =>
    web.world.owner(
      `UPDATE message SET state = $2, reason = $3, hold = CASE WHEN $2 = 'held' THEN 'area_paused' END,
              next_attempt_at = CASE WHEN $2 IN ('queued', 'retry') THEN '2026-11-24T10:00:00Z'::timestamptz END,
              attempts = CASE WHEN $2 = 'queued' THEN 0 ELSE 1 END,
              settled_at = CASE WHEN $2 IN ('queued', 'retry', 'held') THEN NULL ELSE '2026-11-24T08:58:00Z'::timestamptz END
        WHERE address = $1 || '@example.org'`,
      [name, state, reason],
    );
  const attempt = (name: string, number: number, code: number | null, text: string, outcome: string) =>
    web.world.owner(
      `INSERT INTO attempt (id, area_id, message_id, number, lease_token, started_at, ended_at, phase, smtp_code, smtp_text, outcome)
       SELECT $1, area_id, id, $3, $1, '2026-11-24T08:57:00Z', '2026-11-24T08:58:00Z', 'data', $4, $5, $6
         FROM message WHERE address = $2 || '@example.org'`,
      [newId(), name, number, code, text, outcome],
    );
  const idOf = async (name: string): Promise<string> =>
    (
      await web.world.owner<{ id: string }>(
        `SELECT id FROM message WHERE address = $1 || '@example.org' ORDER BY created_at, id LIMIT 1`,
        [name],
      )
    )[0]!.id;
  const numbers = (page: { all: (s: string) => { text: string }[] }, selector: string) =>
    page.all(selector).map((one) => Number(/[\d,]+/.exec(one.text)![0].replaceAll(',', '')));

  it('stand in a list with what became of them', async () => {
    const page = await coordinator.get('/mail/sendings');
    expect(page.all('.ms-line')).toHaveLength(1);
    expect(page.words).toContain('16 emails');
    expect(page.words).toContain('3 sent');
    expect(page.words).toContain('2 not known');
  });

  it('show counts by fate that add up to all, each with the names behind it', async () => {
    const page = await coordinator.get(AT);
    const rows = numbers(page, '.ms-fates tbody td.num');
    expect(rows.reduce((a, b) => a + b, 0)).toBe(16);
    expect(numbers(page, '.ms-fates tfoot td.num')).toEqual([16]);
    for (const link of page.all('.ms-fates tbody tr').filter((row) => !row.hasAttribute('hidden'))) {
      const state = link.getAttribute('data-live-row')!;
      const names = await coordinator.get(`${AT}?state=${state}`);
      const expected = PEOPLE.filter(([, one]) => one === state);
      expect([state, names.all('.ms-line').length]).toEqual([state, expected.length]);
      for (const [name, , reason] of expected) {
        expect(names.words).toContain(`Robin ${name}`);
        if (reason) expect(names.words).toContain(reason.replace(/\s+/g, ' '));
      }
    }
  });

  it('say for every state what happens next', async () => {
    const words = (await coordinator.get(AT)).words;
    expect(words).toContain('It is tried again 24 Nov 2026, 10am.');
    expect(words).toContain('It goes once email of this area is resumed.');
    expect(words).toContain('It does not go again by itself: somebody has to decide.');
    expect(words).toContain('Correct it, then send the email again.');
    expect(words).toContain('13 of 16 emails done.');
  });

  it('offer the missed again by name: ticked where that is right, and with the reason where it is not', async () => {
    const page = await (await coordinator.get(AT)).follow('Send to the missed only');
    const shown = page
      .all('input[name=ids]')
      .map((box) => [
        page.one(`label[for=${box.getAttribute('id')}] b`).text.replace('Robin ', ''),
        box.hasAttribute('checked'),
      ]);
    expect(Object.fromEntries(shown)).toEqual({ corrected: true, full: true, refused: false });
    const cannot = page.all('.ms-tick--not').map((row) => row.text.replace(/\s+/g, ' ').trim());
    expect(cannot).toHaveLength(5);
    const why = (name: string) => cannot.find((text) => text.startsWith(`Robin ${name}`));
    expect(why('dead')).toContain('The address does not work. Correct the address');
    expect(why('gone')).toContain('This person has left the employer.');
    expect(why('blocked')).toContain('The address does not work.');
    expect(why('late')).toContain('It was of use only until 9am on 23 November 2026.');
    expect(why('stopped')).toContain('It was stopped on purpose.');
    // Never by itself: what may have arrived.
    expect(page.text).not.toContain('lost@example.org');
    expect(page.words).toContain('2 emails are not in this list');
  });

  it('refuse to send nobody, with the list still there', async () => {
    const page = await (await coordinator.get(`${AT}/missed`)).form('ids').fill({ ids: [] }).submit();
    expect([page.status, page.title]).toEqual([422, expect.stringMatching(/^Error: /)]);
    expect(page.words).toContain('Tick at least one email to send again');
  });

  it('send again once, however often and by however many the button is pressed', async () => {
    const other = await web.signedIn({ role: 'coordinator' });
    const press = async (who: Visitor) =>
      (await (await who.get(`${AT}/missed`)).form('ids').submit()).form('round');
    const [mine, theirs] = [await press(coordinator), await press(other)];
    expect(mine.element.querySelectorAll('input[name=ids]')).toHaveLength(2);
    const pages = await Promise.all([mine.submit(), mine.submit(), theirs.submit()]);
    expect(pages.map((page) => page.status)).toEqual([200, 200, 200]);
    const rows = await web.world.owner<{ send_key: string; address: string; state: string }>(
      `SELECT send_key, address, state FROM message WHERE send_key LIKE '%:again:%' ORDER BY send_key`,
    );
    expect(rows).toEqual([
      { send_key: 'invitation:corrected:again:1', address: 'right@example.org', state: 'queued' },
      { send_key: 'invitation:full:again:1', address: 'full@example.org', state: 'queued' },
    ]);
    // One of the two people sent both, the other sees that they went already.
    const results = [pages[0]!.words, pages[2]!.words];
    expect(results.some((words) => words.includes('2 emails go again'))).toBe(true);
    expect(results.some((words) => words.includes('It was sent again already.'))).toBe(true);
    const [audit] = await web.world.owner<{ n: string }>(
      `SELECT sum(row_count) AS n FROM audit_entry WHERE resource = 'message_metadata' AND verb = 'send'`,
    );
    expect(Number(audit!.n)).toBe(2);
    // The list is shorter now, and the counts still add up.
    const left = await coordinator.get(`${AT}/missed`);
    expect(left.all('input[name=ids]')).toHaveLength(1);
    expect(numbers(await coordinator.get(AT), '.ms-fates tfoot td.num')).toEqual([18]);
    const old = await coordinator.get(`/mail/${await idOf('full')}`);
    expect(old.words).toContain('sent it again');
    expect((await old.follow('The new email')).words).toContain(
      'sent it again: the first one did not arrive',
    );
  });

  it('say so when the list somebody confirmed is another one by now', async () => {
    const form = (
      await (
        await coordinator.get(`${AT}/missed`)
      )
        .form('ids')
        .fill({ ids: [await idOf('refused')] })
        .submit()
    ).form('round');
    const page = await form.fill({ shown: '5' }).submit();
    expect(page.status).toBe(409);
    expect(page.words).toContain('The list has changed since you looked');
  });

  it('let one mail go again from its own page', async () => {
    const page = await coordinator.get(`/mail/${await idOf('refused')}`);
    expect(page.words).toContain('Send again');
    const asked = await page.follow('Send again');
    expect(asked.words).toContain('refused it for good');
    // On a Sunday it says until when it waits, before and after.
    web.world.clock.set('2026-11-29T15:00:00Z');
    const onDuty = await web.signedIn({ role: 'coordinator' });
    const onSunday = await onDuty.get(`/mail/${await idOf('refused')}/again`);
    expect(onSunday.words).toMatch(/It will wait until \d+ (Nov|Dec) 2026, 9am: [a-z ]+\./);
    expect((await onDuty.get('/today')).words).toContain('Robin refused');
    const done = await onSunday.form('round').submit();
    expect(done.words).toMatch(/Sent again as a new email\. Held until 9am on \w+ \d+ \w+ 2026\./);
    // What was sent again needs nobody any more.
    expect((await onDuty.get('/today')).words).not.toContain('Robin refused');
    web.world.clock.set('2026-11-24T09:00:00Z');
    coordinator = await web.signedIn({ role: 'coordinator' });
    const twice = await (await coordinator.get(`/mail/${await idOf('refused')}/again`)).words;
    expect(twice).toContain('It was sent again already.');
    expect((await coordinator.get(`/mail/${await idOf('sent1')}/again`)).words).toContain(
      'It cannot go again',
    );
  });

  it('list what nobody knows, and decide about several with one reason', async () => {
    const page = await coordinator.get('/mail/unknown');
    expect(page.all('input[name=ids]')).toHaveLength(2);
    expect(page.words).toContain('the last thing known is “The connection ended”');
    const ids = await Promise.all(['lost', 'lost2'].map(idOf));
    const again = await page.form('reason').fill({ ids, reason: 'I rang.' }).submit();
    expect(again.status).toBe(422);
    expect(again.words).toContain('Choose what became of them');
    expect(again.words).toContain('Say why, in 10 to 300 characters');
    expect(again.form('reason').values).toMatchObject({ reason: 'I rang.' });
    expect(again.all('input[name=ids][checked]')).toHaveLength(2);
    const left = await again
      .form('reason')
      .fill({ ids: [ids[1]!], verdict: 'leave', reason: 'Nobody can be asked any more.' })
      .submit();
    expect(left.words).toContain('Left as they are.');
    expect(left.all('input[name=ids]')).toHaveLength(1);
    const done = await left
      .form('reason')
      .fill({ ids: [ids[0]!], verdict: 'arrived', reason: 'They rang and have it.' })
      .submit();
    expect(done.words).toContain('Marked as arrived.');
    expect(done.words).toContain('Nothing waits for a decision.');
    const states = await web.world.owner(
      `SELECT state FROM message WHERE id = ANY ($1::uuid[]) ORDER BY address COLLATE "C"`,
      [ids],
    );
    expect(states).toEqual([{ state: 'unknown' }, { state: 'sent' }]);
    const [audit] = await web.world.owner<{ n: string }>(
      `SELECT count(*) AS n FROM audit_line WHERE resource = 'message_metadata' AND verb = 'change' AND reason IS NOT NULL`,
    );
    expect(Number(audit!.n)).toBe(2);
  });

  it('show each role what the matrix grants it', async () => {
    const administrator = await web.signedIn({ role: 'administrator' });
    for (const at of ['/mail/sendings', AT]) {
      const page = await administrator.get(at);
      expect([at, page.status]).toEqual([at, 200]);
      for (const secret of ['@example.org', 'Robin', 'Norland'])
        expect([at, page.text.includes(secret)]).toEqual([at, false]);
    }
    for (const at of ['/mail/unknown', `${AT}/missed`, `/mail/${await idOf('dead')}/again`])
      expect([at, (await administrator.get(at)).status]).toEqual([at, 403]);
    const partner = await web.signedIn({ role: 'partner', agency: 'Jobcentre Plus' });
    expect((await partner.get('/mail/sendings')).status).toBe(403);
    const elsewhere = await web.signedIn({ role: 'coordinator', areaId: web.world.secondAreaId });
    expect((await elsewhere.get(AT)).status).toBe(404);
    expect((await elsewhere.get(`/mail/${await idOf('dead')}/again`)).status).toBe(404);
  });

  it('are told to programs, to be read', async () => {
    const { userId } = await web.person({ role: 'coordinator' });
    const { token } = await web.world.db.write([], (tx) =>
      web.app
        .get(Tokens)
        .create(tx, { name: 'test', userId, scopes: ['message_metadata:read'], areaIds: [web.world.areaId] }),
    );
    const ask = async (at: string) => {
      const answer = await fetch(web.url + at, { headers: { authorization: `Bearer ${token}` } });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    };
    const { body } = await ask('/api/sendings');
    const [sending] = body['sendings'] as {
      sending: string;
      total: number;
      counts: Record<string, number>;
    }[];
    expect(sending!.sending).toBe(CAMPAIGN);
    expect(Object.values(sending!.counts).reduce((a, b) => a + b, 0)).toBe(sending!.total);
    expect((await ask('/api/sendings/wave%3A1')).body).toEqual(sending);
    expect((await ask('/api/sendings/wave%3Anone')).status).toBe(404);
    const held = await ask(`/api/messages?sending=wave%3A1&state=held`);
    expect((held.body['messages'] as { hold: string; sending: string }[])[0]).toMatchObject({
      hold: 'area_paused',
      sending: CAMPAIGN,
    });
  });

  it('say that they are paused, by whom and why, and lead to the end of it', async () => {
    const { areaId } = web.world;
    const leads = (page: Page, words: string) =>
      page
        .all('.me-acts a')
        .find((a) => a.text.trim() === words)
        ?.getAttribute('href');
    expect(leads(await coordinator.get(AT), 'Pause this mailing')).toBe('/mail/pauses?campaign=wave%3A1');
    const pauses = web.app.get(MailPauses);
    const request = { areaId, campaign: CAMPAIGN, exceptService: false, reason: 'The date in it is wrong.' };
    const { id } = await web.world.db.write([areaId], (tx) => pauses.pause(tx, request, actor));
    const paused = await coordinator.get(AT);
    expect(leads(paused, 'Resume this mailing')).toBe('/mail/pauses?campaign=wave%3A1');
    expect(paused.words).toContain('“The date in it is wrong.”. Nothing of it goes until it is resumed.');
    expect((await coordinator.get('/mail')).words).toContain('“The date in it is wrong.”');
    await web.world.db.write([areaId], (tx) => pauses.resume(tx, areaId, id, 'The date was right.', actor));
    expect((await coordinator.get('/mail')).words).not.toContain('“The date in it is wrong.”');
  });

  it('are called what the lib they belong to calls them, with the way back to its page', async () => {
    const { areaId } = web.world;
    const wave = await web.app
      .get(Waves)
      .plan(areaId, { title: 'Employer survey', openDays: 21, lateDays: 14, followUpMonths: 6 });
    const titles = web.app.get(MailingTitles);
    const asked = [`wave:${wave}`, `wave:${newId()}`, 'wave:no-id', 'other:1', `session:${newId()}`];
    const of = (area: string) =>
      web.world.db.read([area], async (tx) => Object.fromEntries(await titles.of(tx, area, asked)));
    expect(await of(areaId)).toEqual({
      [`wave:${wave}`]: {
        title: 'Employer survey: baseline of 24 November 2026',
        page: `/surveys/waves/${wave}`,
      },
    });
    expect(await of(web.world.secondAreaId)).toEqual({});
    expect(() => titles.add('session', async () => new Map())).toThrow('Two libs name campaigns');
  });

  it('have no axe violation, and fit 1280 and 320 px', async () => {
    const context = await browser.newContext();
    await comeIn(context, coordinator);
    await settle('held', 'held', PEOPLE.find(([name]) => name === 'held')![2]);
    await settle('lost2', 'unknown', 'The connection ended before the mail server answered.');
    await web.world.owner(`DELETE FROM delivery_event WHERE kind = 'settled-left'`);
    const check = await web.world.owner<{ source: string }>(
      `SELECT source FROM delivery_event WHERE kind = 'sent-again' LIMIT 1`,
    );
    for (const width of [1280, 320]) {
      const page = await context.newPage();
      await page.setViewportSize({ width, height: 900 });
      for (const at of [
        '/mail',
        '/mail/sendings',
        AT,
        `${AT}?state=bounced`,
        `${AT}/missed`,
        `${AT}/again/${check[0]!.source.slice('again:'.length)}`,
        '/mail/unknown',
        `/mail/${await idOf('dead')}`,
        `/mail/${await idOf('held')}`,
        `/mail/${await idOf('full')}/again`,
      ]) {
        await page.goto(web.url + at);
        expect([at, width, await axe(page)]).toEqual([at, width, []]);
        expect([at, width, await overflow(page)]).toEqual([at, width, 0]);
        const pictures = process.env['PICTURES'];
        if (pictures)
          await page.screenshot({
            path: `${pictures}/${at
              .replace(/[0-9a-f-]{36}/g, 'id')
              .replace(/[^a-z]+/gi, '-')
              .slice(0, 40)}-${width}.png`,
            fullPage: true,
          });
      }
      await page.close();
    }
    await context.close();
  }, 90_000);
});

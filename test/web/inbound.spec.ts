import type { Browser } from 'playwright-core';
import { Contacts, Employers } from '#employers';
import { InboundMailService, InboundMails } from '#inbound-mail';
import { type Actor, FactDelivery, type ListPage, NO_AREA, type PagePlace } from '#platform';
import {
  autoReply,
  complaint,
  full,
  report,
  returnAddress,
  type SentMail,
  sentMail,
} from '../integration/inbound-mail/inbound.js';
import { axe, comeIn, launchBrowser, overflow } from '../support/browser.js';
import { othersEnded } from '../support/others-ended.js';
import type { Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

const actor: Actor = { kind: 'user', label: 'Sam Sample' };

describe('pages of mail that came back', () => {
  let web: TestWeb;
  let browser: Browser;
  let coordinator: Visitor;
  let everywhere: Visitor;
  let dead: SentMail;
  let guessed: SentMail;
  let hostile: SentMail;
  let employerId: string;

  beforeAll(async () => {
    web = await testWeb({ RETURNS_IMAP_URL: 'imap://returns:secret-word@127.0.0.1:9/INBOX' });
    browser = await launchBrowser();
    coordinator = await web.signedIn({ role: 'coordinator' });
    everywhere = await web.signedIn(
      { role: 'coordinator' },
      { role: 'coordinator', areaId: web.world.secondAreaId },
    );
    const { world } = web;
    const whose = await world.db.write([world.areaId], async (tx) => {
      const employer = await web.app
        .get(Employers)
        .create(tx, world.areaId, { name: 'Norland Joinery (sample)' }, actor);
      const contact = await web.app
        .get(Contacts)
        .add(tx, world.areaId, employer.id, { name: 'Robin Example', email: 'robin@norland.example' }, actor);
      return { employer_id: employer.id, contact_id: contact.id };
    });
    employerId = whose.employer_id;
    const returns = web.app.get(InboundMailService);
    let event = 0;
    const take = (raw: Buffer) => returns.ingest('imap', `w${++event}`, raw);
    dead = await sentMail(world, 'robin@norland.example', whose);
    await take(report({ to: returnAddress(dead), about: dead.address }));
    const others = [];
    for (const name of ['full', 'complains', 'away'])
      others.push(await sentMail(world, `${name}@web.example`));
    await take(full(returnAddress(others[0]!), others[0]!.address));
    await take(complaint(returnAddress(others[1]!), others[1]!.address));
    await take(autoReply(returnAddress(others[2]!), others[2]!.address, 'I am on leave until Monday.'));
    guessed = await sentMail(world, 'guess@web.example');
    await take(report({ about: 'guess@web.example' }));
    await take(report({ to: `network+b-${'f'.repeat(24)}@localhost.example`, about: 'who@nowhere.example' }));
    hostile = await sentMail(world, 'hostile@web.example');
    await take(
      report({
        to: returnAddress(hostile),
        about: hostile.address,
        text: `Could not be delivered. <script>alert(1)</script> <img src="https://evil.example/x.gif"> https://evil.example/click`,
      }),
    );
  });
  afterAll(async () => {
    await browser?.close();
    await web?.close();
  });

  const idOf = async (mail: SentMail) =>
    (
      await web.world.owner<{ id: string }>(
        `SELECT returned_id AS id FROM returned_reading WHERE message_id = $1`,
        [mail.id],
      )
    )[0]!.id;

  it('list what came back in plain words, with its mail and what followed, and filter it', async () => {
    const list = await coordinator.get('/mail/returned');
    expect(list.status).toBe(200);
    expect(list.words).toContain('Came back: the address does not exist (5.1.1).');
    expect(list.words).toContain('Nothing more goes to this address.');
    expect(list.words).toContain('Norland Joinery (sample)');
    expect(list.words).not.toContain('guess@web.example');
    const refused = await list.follow(/^Refused or late/);
    expect(refused.words).toContain('full@web.example');
    expect(refused.words).not.toContain('robin@norland.example');
    const mail = await refused.follow('A question for Robin Example');
    expect(mail.url).toContain(`/mail/`);
    const objections = await list.follow(/^Complaints and opt-outs/);
    expect(objections.words).toContain('They said no to all but service emails.');
  });

  it('read what came back and what is not matched in pages, none lost or twice, forwards and back', async () => {
    const mails = web.app.get(InboundMails);
    const { areaId, db } = web.world;
    const reader = { isSystemAdmin: false };
    type Read = (place: PagePlace, limit: number) => Promise<ListPage<{ id: string }>>;
    const lists: Read[] = [
      (place, limit) => db.read([areaId], (tx) => mails.list(tx, areaId, {}, reader, place, limit)),
      (place, limit) =>
        db.read([areaId, NO_AREA], (tx) => mails.open(tx, areaId, true, reader, place, limit)),
    ];
    for (const read of lists) {
      const all = (await read({}, 50)).rows.map((row) => row.id);
      expect(all.length).toBeGreaterThan(1);
      let page = await read({}, 1);
      const seen = page.rows.map((row) => row.id);
      while (page.next) {
        page = await read({ after: page.next }, 1);
        seen.push(...page.rows.map((row) => row.id));
      }
      expect(seen).toEqual(all);
      const back: string[] = [];
      while (page.previous) {
        page = await read({ before: page.previous }, 1);
        back.unshift(...page.rows.map((row) => row.id));
      }
      expect(back).toEqual(all.slice(0, -1));
    }
  });

  it('show one with its words as plain text, links that lead nowhere, and where to correct the address', async () => {
    const page = await coordinator.get(`/mail/returned/${await idOf(dead)}`);
    expect(page.words).toContain('By the return address, which belongs to this email alone');
    const correct = await page.follow('Correct the address');
    expect(correct.words).toContain('Robin Example');
    const bad = await coordinator.get(`/mail/returned/${await idOf(hostile)}`);
    expect(bad.words).toContain('<script>alert(1)</script> <img');
    expect(bad.text).not.toContain('<script>alert');
    expect(bad.all('main img, main iframe, main a[href*="evil"]')).toEqual([]);
  });

  it('are led to from what happened to the mail they are about', async () => {
    const page = await coordinator.get(`/mail/${dead.id}`);
    expect(page.words).toContain('Returned: the address does not work');
    const returned = await page.follow('The email that says so');
    expect(new URL(returned.url).pathname).toBe(`/mail/returned/${await idOf(dead)}`);
    expect(returned.status).toBe(200);
  });

  it('lead from the task that asks for a working address to where it is corrected', async () => {
    await othersEnded(web.world);
    await web.app.get(FactDelivery).run();
    const today = await coordinator.get('/today');
    expect(today.words).toContain('Find a working address');
    expect((await today.follow(/^Correct the address/)).words).toContain('Robin Example');
    const record = await coordinator.get(`/employers/${employerId}`);
    expect((await record.follow('Correct the address')).words).toContain('Robin Example');
  });

  it('let a guess be confirmed by hand, with a reason, and nothing typed is lost', async () => {
    const id = await idOf(guessed);
    const waiting = await (await coordinator.get('/mail/returned')).follow(/^Not matched/);
    expect(waiting.words).toContain('Nothing is done until you say so.');
    expect(waiting.words).not.toContain('who@nowhere.example');
    const page = await coordinator.get(`/mail/returned/${id}`);
    const refused = await page.form('messageId').fill({ reason: 'They rang.' }).submit();
    expect(refused.status).toBe(422);
    expect(refused.title).toMatch(/^Error: /);
    expect(refused.words).toContain('Choose the email it is about');
    expect(refused.one('#reason').text).toBe('They rang.');
    const done = await refused
      .form('messageId')
      .fill({ messageId: guessed.id, reason: 'They rang and said so.' })
      .submit();
    expect(done.status).toBe(200);
    expect(done.words).toContain('Nothing more goes to this address.');
    expect(done.words).toContain('Somebody here said so');
    const rows = await web.world.owner(`SELECT state FROM message WHERE id = $1`, [guessed.id]);
    expect(rows).toEqual([{ state: 'bounced' }]);
  });

  it('show what belongs to no area only to people of all areas, who match it or put it aside', async () => {
    const [row] = await web.world.owner<{ id: string }>(
      `SELECT id FROM returned_mail WHERE state = 'unmatched'`,
    );
    expect((await coordinator.get(`/mail/returned/${row!.id}`)).status).toBe(404);
    const list = await everywhere.get('/mail/returned?show=not-matched');
    expect(list.words).toContain('It came to a return address of none of our emails.');
    const page = await everywhere.get(`/mail/returned/${row!.id}`);
    const looked = await page.form('Look').fill({ q: 'full@web.example' }).submit();
    expect(looked.words).toContain('Emails to it in the past six months');
    const short = await looked.form('why').fill({ why: 'No.' }).submit();
    expect(short.status).toBe(422);
    const done = await short.form('why').fill({ why: 'Advertising to our address.' }).submit();
    expect(done.words).toContain('Put aside.');
    expect((await everywhere.get(`/mail/returned/${row!.id}`)).words).toContain(
      'Advertising to our address.',
    );
  });

  it('show nothing of another area', async () => {
    const stranger = await web.signedIn({ role: 'coordinator', areaId: web.world.secondAreaId });
    expect((await stranger.get(`/mail/returned/${await idOf(dead)}`)).status).toBe(404);
    expect((await stranger.get('/mail/returned')).words).not.toContain('robin@norland.example');
  });

  it('show an administrator what was done, and neither names nor words', async () => {
    const admin = await web.signedIn({ role: 'administrator' });
    const list = await admin.get('/mail/returned');
    expect(list.words).toContain('the address does not exist');
    expect(list.text).not.toContain('robin@norland.example');
    const page = await admin.get(`/mail/returned/${await idOf(dead)}`);
    expect(page.text).not.toContain('robin@norland.example');
    expect(page.words).toContain('Only coordinators see what is in an email.');
    expect((await admin.get('/mail/returned/policy')).status).toBe(403);
  });

  it('let the policy be changed in plain words, say who did, and put it back', async () => {
    const page = await (await coordinator.get('/mail/returned')).follow('What follows');
    const refused = await page
      .form('count-complaint')
      .fill({ 'count-complaint': '0', reason: 'Too hasty for us.' })
      .submit();
    expect(refused.status).toBe(422);
    expect(refused.words).toContain('Enter how many as a whole number from 1 to 20');
    const saved = await refused
      .form('count-complaint')
      .fill({ 'count-complaint': '2', 'action-complaint': 'task' })
      .submit('Save');
    expect(saved.status).toBe(200);
    expect(saved.words).toMatch(/Changed by Sam Sample \d+/);
    expect(saved.form('count-complaint').values).toMatchObject({
      'count-complaint': '2',
      'action-complaint': 'task',
    });
    const reset = await saved
      .form(/reset$/)
      .fill({ why: 'The defaults are better.' })
      .submit();
    expect(reset.words).not.toContain('Changed by');
    expect(reset.form('count-complaint').values).toMatchObject({ 'count-complaint': '1' });
    const audit = await web.world.owner(
      `SELECT reason FROM audit_line WHERE subject = 'return-policy' ORDER BY at, id`,
    );
    expect(audit).toEqual([{ reason: 'Too hasty for us.' }, { reason: 'The defaults are better.' }]);
  });

  it('say that the mailbox cannot be read, and never its password', async () => {
    await web.world.owner(
      `INSERT INTO returns_place (mailbox, trouble, trouble_since) VALUES ($1, 'The mail server does not answer.', $2)
       ON CONFLICT (mailbox) DO UPDATE SET trouble = excluded.trouble, trouble_since = excluded.trouble_since`,
      ['imap://returns@127.0.0.1:9/INBOX', web.world.clock.now()],
    );
    const list = await coordinator.get('/mail/returned');
    expect(list.words).toContain('The mail server does not answer.');
    expect(list.text).not.toContain('secret-word');
  });

  it('have no accessibility violations and fit a phone', async () => {
    const paths = [
      '/mail/returned',
      '/mail/returned?show=not-matched',
      `/mail/returned/${await idOf(dead)}`,
      `/mail/returned/${await idOf(hostile)}`,
      '/mail/returned/policy',
    ];
    for (const [width, height] of [
      [1280, 900],
      [320, 800],
    ] as const) {
      const context = await browser.newContext({ viewport: { width, height } });
      await comeIn(context, everywhere);
      const page = await context.newPage();
      for (const [n, path] of paths.entries()) {
        await page.goto(web.url + path);
        expect([path, await axe(page), await overflow(page)]).toEqual([path, [], 0]);
        if (process.env['SHOTS'])
          await page.screenshot({
            path: `${process.env['SHOTS']}/returned-${n}-${width}.png`,
            fullPage: true,
          });
      }
      await context.close();
    }
  }, 60_000);
});

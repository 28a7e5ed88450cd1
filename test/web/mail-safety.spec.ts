import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { simpleParser } from 'mailparser';
import nodemailer from 'nodemailer';
import { Links, LinkTokens, Users } from '#access';
import { BookingsModule } from '#bookings';
import { defineMail, MailRegistry } from '#mail-templates';
import { Mailbox, Outbox } from '#messaging';
import { NO_AREA, newId } from '#platform';
import { SurveysModule } from '#surveys';
import { createWebApp } from '../../apps/web/src/shell/index.js';
import { WebModule } from '../../apps/web/src/web.module.js';
import { confirmation, letter } from '../integration/messaging/letter.js';
import { messagingOn, write } from '../integration/messaging/mail.js';
import { type SurveyWorld, sentSurvey, signatory } from '../integration/surveys/world.js';
import type { Visitor } from '../support/visitor.js';
import { freePort, type TestWeb, testWeb } from '../support/web.js';

/** The mail about somebody's account, as the door sends it. */
const account = defineMail({ ...confirmation, name: 'test.account', account: true });

async function startWeb(env: Record<string, string> = {}) {
  const mailboxPort = await freePort();
  const web = await testWeb({ MAILBOX_PORT: String(mailboxPort), ...env });
  web.app.get(MailRegistry).add(letter, confirmation, account);
  /** Hands what is due to the trial mailbox. */
  const sendDue = async () => {
    const mail = await messagingOn(web.world, `smtp://127.0.0.1:${mailboxPort}`, [
      BookingsModule,
      SurveysModule,
    ]);
    mail.registry.add(account);
    await mail.sendDue();
    await mail.close();
  };
  return { web, mailboxPort, sendDue };
}

describe('the trial mailbox', () => {
  let web: TestWeb;
  let mailboxPort: number;
  let here: Visitor;
  let there: Visitor;
  let both: Visitor;
  let top: Visitor;

  beforeAll(async () => {
    const started = await startWeb();
    ({ web, mailboxPort } = started);
    const { areaId, secondAreaId } = web.world;
    here = await web.signedIn({ role: 'coordinator' });
    there = await web.signedIn({ role: 'coordinator', areaId: secondAreaId });
    both = await web.signedIn({ role: 'coordinator' }, { role: 'coordinator', areaId: secondAreaId });
    top = await web.signedIn({ role: 'administrator', areaId: null });
    const link = 'https://crm.example.org/s/x';
    for (const [area, address, mail] of [
      [areaId, 'anna@area-a.example', confirmation],
      [secondAreaId, 'bert@area-b.example', confirmation],
      [areaId, 'cleo@account.example', account],
    ] as const)
      await web.world.db.write([area], (tx) =>
        web.app.get(Outbox).enqueue(tx, {
          areaId: area,
          sendKey: `test:${address}`,
          mail,
          to: { address, name: 'Robin Example' },
          data: { link },
          cause: 'Because a test says so.',
        }),
      );
    await started.sendDue();
    // Somebody on this machine, by hand: it came from none of our return addresses.
    const hand = nodemailer.createTransport({ host: '127.0.0.1', port: mailboxPort, ignoreTLS: true });
    await hand.sendMail({
      from: 'x@example.org',
      to: 'dora@nobody.example',
      subject: 'By hand',
      text: 'Hello',
    });
    hand.close();
  });
  afterAll(() => web?.close());

  const seenBy = async (visitor: Visitor): Promise<string[]> =>
    (await visitor.get('/mailbox')).all('.ms-line .ms-address').map((one) => one.text);
  const idOf = async (address: string): Promise<string> =>
    (
      await web.world.owner<{ id: string }>(`SELECT id FROM caught_mail WHERE $1 = ANY (envelope_to)`, [
        address,
      ])
    )[0]!.id;

  it('shows each area its own emails, and those of no area to administrators of the installation', async () => {
    expect(await seenBy(here)).toEqual(['anna@area-a.example']);
    expect(await seenBy(there)).toEqual(['bert@area-b.example']);
    expect((await there.get('/mailbox?to=anna@area-a.example')).words).toContain('No email to');
    expect((await seenBy(top)).sort()).toEqual(['cleo@account.example', 'dora@nobody.example']);
    expect(await seenBy(both)).toHaveLength(1);
    for (const at of ['', '/as-sent', '/attachments/0']) {
      const anna = `/mailbox/${await idOf('anna@area-a.example')}${at}`;
      const cleo = `/mailbox/${await idOf('cleo@account.example')}${at}`;
      expect([at, (await here.get(anna)).status, (await both.get(anna)).status]).toEqual([at, 200, 200]);
      expect([at, (await there.get(anna)).status, (await top.get(anna)).status]).toEqual([at, 404, 404]);
      expect([at, (await top.get(cleo)).status, (await here.get(cleo)).status]).toEqual([at, 200, 404]);
    }
  });

  it('says whose links lie there to whoever can read them', async () => {
    const words = 'you can read everybody’s. Pass a link on only to the person the email is for';
    expect((await top.get('/mailbox')).words).toContain(words);
    expect((await here.get('/mailbox')).words).not.toContain(words);
  });

  it('is there for nobody whom the matrix lets read no email', async () => {
    for (const grant of [
      { role: 'administrator' },
      { role: 'partner', agency: 'Chamber' },
      { role: 'regional_lead' },
      { role: 'commissioner' },
    ] as const) {
      const visitor = await web.signedIn(grant);
      expect([grant.role, (await visitor.get('/mailbox')).status]).toEqual([grant.role, 403]);
      const anna = `/mailbox/${await idOf('anna@area-a.example')}`;
      expect([grant.role, (await visitor.get(anna)).status]).toEqual([grant.role, 403]);
    }
  });

  it('stands behind the wall: the program itself sees no row of an area it does not name', async () => {
    const rows = (areas: string[]) =>
      web.world.db.read(areas, (tx) => tx.query(`SELECT id FROM caught_mail`)).then((all) => all.length);
    const { areaId, secondAreaId } = web.world;
    expect(await Promise.all([[], [areaId], [secondAreaId], [NO_AREA]].map(rows))).toEqual([0, 1, 1, 2]);
  });

  it('is gone once a mail server is named, and no page leads to it', async () => {
    const { web: real } = await startWeb({ SMTP_URL: 'smtp://127.0.0.1:9' });
    try {
      const coordinator = await real.signedIn({ role: 'coordinator' });
      expect((await coordinator.get('/mailbox')).status).toBe(404);
      expect((await coordinator.get('/mailbox/01999999-9999-7999-8999-999999999999')).status).toBe(404);
      expect((await coordinator.get('/mail')).text).not.toContain('/mailbox');
      const administrator = await real.signedIn({ role: 'administrator', areaId: null });
      expect((await administrator.get('/mailbox')).status).toBe(404);
      expect((await administrator.get('/welcome')).text).not.toContain('/mailbox');
    } finally {
      await real.close();
    }
  });
});

describe('the tokens of personal links', () => {
  let web: TestWeb;
  let sendDue: () => Promise<void>;
  let staff: Visitor;
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    ({ web, sendDue } = await startWeb());
    staff = await web.signedIn({ role: 'coordinator' });
  });
  afterAll(() => web?.close());

  /** Everything the trial mailbox holds, opened. */
  async function caught(): Promise<{ to: string; text: string }[]> {
    const box = web.app.get(Mailbox);
    const { rows } = await box.list([web.world.areaId, NO_AREA], '', {}, 500);
    return Promise.all(
      rows.map(async ({ id, to }) => {
        const mail = await simpleParser(await box.raw([web.world.areaId, NO_AREA], id));
        return { to: to[0]!, text: `${mail.text} ${mail.html} ${mail.headers.get('list')?.toString()}` };
      }),
    );
  }

  /** Tables that hold a token anywhere: as text, in JSON or in bytes. */
  async function tablesWith(token: string): Promise<string[]> {
    const tables = await web.world.owner<{ name: string }>(
      `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`,
    );
    expect(tables.length).toBeGreaterThan(40);
    const found: string[] = [];
    for (const { name } of tables) {
      const rows = await web.world.owner(
        `SELECT FROM ${name} t WHERE strpos(t::text, $1) > 0 OR strpos(t::text, $2) > 0 LIMIT 1`,
        [token, Buffer.from(token).toString('hex')],
      );
      if (rows.length) found.push(name);
    }
    return found;
  }

  async function openSession(): Promise<string> {
    await (await staff.get('/training/courses')).form(/first/).submit();
    const page = await (await (await staff.get('/training/sessions/new')).form('course').submit('Continue'))
      .form('capacity')
      .fill({
        'dates[0][day]': '2027-03-01',
        'dates[0][from]': '09:30',
        'dates[0][to]': '16:30',
        venue: 'Thornhill Hall (sample)',
        town: 'Brighouse',
        capacity: '8',
      })
      .submit('Save and open for booking');
    return /sessions\/([0-9a-f-]{36})/.exec(page.url)![1]!;
  }

  it('work in the emails, and stand in no row once booking, survey, stopping, invitation and sending again are done', async () => {
    const first = await (await web.visitor().get(`/network/calderdale/training/${await openSession()}/book`))
      .form('booker[name]')
      .fill({
        'booker[name]': 'Robin Example',
        'booker[email]': 'robin@example.org',
        'employer[name]': 'Aire Valley Foods (sample)',
        'employer[postcode]': 'HX1 1UJ',
      })
      .submit('Continue');
    const check = await first.form('people[0][name]').submit('Continue');
    const done = await check.form(/book/).submit(/^Book/);
    tokens.set('booking page', new URL(done.url).pathname.split('/')[2]!);
    // The same form again leads to the same page, by the same link.
    for (let n = 0; n < 3; n++) expect((await check.form(/book/).submit(/^Book/)).url).toBe(done.url);
    expect(await web.world.owner(`SELECT FROM link_token WHERE purpose = 'booking'`)).toHaveLength(1);

    const world: SurveyWorld = {
      ...web.world,
      get: <T>(what: Type<T>) => web.app.get(what, { strict: false }),
    };
    await signatory(world, 'Hebble Textiles (sample)', { email: 'ash@employer.example' });
    await sentSurvey(world);
    const guest = {
      name: 'Cleo Example',
      email: 'cleo@account.example',
      role: 'partner',
      agency: 'Chamber',
    } as const;
    const invited = await web.world.db.write([web.world.areaId], (tx) =>
      web.app.get(Users).invite(tx, { ...guest, areaId: web.world.areaId }, { kind: 'program' }),
    );
    tokens.set('invitation', invited.token!);
    await web.world.db.write([web.world.areaId], (tx) =>
      web.app.get(Outbox).enqueue(tx, {
        areaId: web.world.areaId,
        sendKey: 'test:account',
        mail: account,
        to: { address: 'cleo@account.example', name: 'Cleo Example' },
        data: { link: `${web.url}/start/${tokens.get('invitation')}` },
        cause: 'Because a test says so.',
      }),
    );
    await sendDue();
    for (const { to, text } of await caught())
      for (const [, kind, token] of text.matchAll(/\/(b|s|start|leave)\/([\w-]{20,})/g))
        tokens.set(`${kind} ${to}`, token!);
    expect([...tokens.keys()].sort()).toEqual([
      'b robin@example.org',
      'booking page',
      'invitation',
      'leave ash@employer.example',
      's ash@employer.example',
      'start cleo@account.example',
    ]);
    expect(tokens.get('b robin@example.org')).toBe(tokens.get('booking page'));
    for (const [kind, token] of tokens) {
      const path = kind.startsWith('b') ? 'b' : kind.split(' ')[0]!.replace('invitation', 'start');
      expect([kind, (await web.visitor().get(`/${path}/${token}`)).status]).toEqual([kind, 200]);
    }
    // The survey's email came back, and is sent again: the new one has a link that works.
    await web.world.owner(`UPDATE message SET state = 'bounced' WHERE address = 'ash@employer.example'`);
    const [survey] = await web.world.owner<{ id: string }>(
      `SELECT id FROM message WHERE address = 'ash@employer.example'`,
    );
    const again = await (await staff.get(`/mail/${survey!.id}`)).follow(/^Send again/);
    await again.form(/\/again$/).submit(/^Send/);
    // Past what the contact rules would hold it for.
    web.world.clock.set('2026-12-08T10:00:00Z');
    await sendDue();
    const sent = (await caught()).filter(({ to }) => to === 'ash@employer.example');
    expect(sent).toHaveLength(2);
    for (const { text } of sent) expect(text).toContain(`/s/${tokens.get('s ash@employer.example')}`);

    for (const [kind, token] of tokens) expect([kind, await tablesWith(token)]).toEqual([kind, []]);
  }, 60_000);

  it('would be found if they stood somewhere', async () => {
    const token = [...tokens.values()][0]!;
    const rows = await web.world.owner<{ id: string }>(`SELECT id FROM message LIMIT 1`);
    await web.world.owner(`UPDATE message SET data = data || $2 WHERE id = $1`, [
      rows[0]!.id,
      { link: `x/${token}` },
    ]);
    expect(await tablesWith(token)).toEqual(['public.message']);
  });

  it('are found by their hash once the program’s secret is another, and new ones are made with that', async () => {
    const { world } = web;
    const links = (secret: string) => {
      const settings = Object.create(world.settings, { secret: { value: secret } });
      return new Links(world.db, world.clock, new LinkTokens(settings));
    };
    const link = {
      purpose: 'booking',
      areaId: world.areaId,
      subjectId: newId(),
      expiresAt: new Date('2027-01-01'),
    };
    const [before, after] = [
      links('the first secret of them all, long'),
      links('and the one that came after it'),
    ];
    const old = await world.db.write([], (tx) => before.standing(tx, link));
    const fresh = await world.db.write([], (tx) => after.standing(tx, link));
    expect(fresh).not.toBe(old);
    expect((await after.find('booking', old)).subjectId).toBe(link.subjectId);
    expect((await after.find('booking', fresh)).subjectId).toBe(link.subjectId);
    await expect(before.find('booking', fresh)).rejects.toThrow('does not lead anywhere');
    // One spelling only, one purpose only.
    const last = old.at(-1)!;
    const twin =
      old.slice(0, -1) + String.fromCharCode(last.charCodeAt(0) + (last === 'z' || last === 'Z' ? -1 : 1));
    await expect(after.find('booking', twin)).rejects.toThrow('does not lead anywhere');
    await expect(after.find('survey, employer', fresh)).rejects.toThrow('does not lead anywhere');
  });
});

describe('two trials on one machine', () => {
  it('never share a mailbox: the second does not start on its port, and its worker hands nothing over there', async () => {
    const port = String(await freePort());
    const first = await testWeb({ MAILBOX_PORT: port });
    try {
      await expect(testWeb({ MAILBOX_PORT: port, APP_SECRET: 'y'.repeat(40) })).rejects.toThrow(
        /MAILBOX_PORT should be another port/,
      );
      // Another web process of the same installation waits for the port, which is its own.
      const beside = await createWebApp(WebModule.forRoot(first.world.settings));
      await beside.init();
      await beside.close();

      const send = async (secret: string) => {
        const world = { ...first.world, env: { ...first.world.env, APP_SECRET: secret, MAILBOX_PORT: port } };
        const mail = await messagingOn(world, '');
        await write(world, mail.outbox, [`robin@${secret.length}.example`], { mail: confirmation });
        await mail.sendDue();
        await mail.close();
        const [row] = await world.owner<{ state: string; reason: string }>(
          `SELECT state, reason FROM message WHERE address = $1`,
          [`robin@${secret.length}.example`],
        );
        return row!;
      };
      const foreign = await send('z'.repeat(40));
      expect(foreign.state).toBe('retry');
      expect(foreign.reason).toContain('set MAILBOX_PORT to another');
      expect((await send(first.world.env['APP_SECRET']!)).state).toBe('sent');
      const caught = await first.world.owner<{ to: string[] }>(`SELECT envelope_to AS "to" FROM caught_mail`);
      expect(caught.map(({ to }) => to)).toEqual([['robin@48.example']]);
    } finally {
      await first.close();
    }
  }, 120_000);
});

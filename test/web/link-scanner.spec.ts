import { simpleParser } from 'mailparser';
import type { Browser } from 'playwright-core';
import { INVITATION, Links } from '#access';
import { SampleArea } from '#demo';
import { type MailDefinition, MailRegistry } from '#mail-templates';
import { messagingOn } from '../integration/messaging/mail.js';
import { launchBrowser } from '../support/browser.js';
import { ScriptedSmtp } from '../support/smtp-server.js';
import { type TestWeb, testWeb } from '../support/web.js';

/** How often a scanner opens each link. */
const TIMES = 3;

/** Mail filters open every link of a mail before its reader does, some of them in a browser. */
describe('a link scanner', () => {
  let web: TestWeb;
  let smtp: ScriptedSmtp;
  let browser: Browser;
  /** Link → the mails, or else the pages, it stands in. */
  const links = new Map<string, string[]>();
  const mails: string[] = [];

  beforeAll(async () => {
    web = await testWeb();
    const { world, app } = web;
    const staff = await web.signedIn({ role: 'administrator', areaId: null }, { role: 'coordinator' });
    const areaId = await app.get(SampleArea).load(staff.userId);
    const real = await realLinks(areaId, staff.userId);
    smtp = new ScriptedSmtp();
    const sender = await messagingOn(world, await smtp.listen());
    const definitions = app.get(MailRegistry).all();
    sender.registry.add(...definitions);
    await world.db.write([areaId], (tx) =>
      sender.outbox.enqueueMany(
        tx,
        definitions.map((mail) => ({
          areaId,
          sendKey: `scan:${mail.name}`,
          mail,
          to: { address: `${mail.name}@scanned.example`, name: 'Robin Example' },
          data: withRealLinks(mail, real),
          cause: 'Because a test says so.',
        })),
      ),
    );
    await sender.sendDue();
    await sender.close();
    mails.push(...definitions.map((mail) => mail.name));
    for (const name of mails) {
      const taken = smtp.accepted.find((one) => one.to === `${name}@scanned.example`);
      if (!taken) throw new Error(`${name} did not go`);
      for (const link of await linksOf(taken.raw)) note(link, name);
    }
    for (const path of real.others) note(web.url + path, 'beside mails');
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await smtp?.close();
    await web?.close();
  });

  const note = (link: string, where: string) => links.set(link, [...(links.get(link) ?? []), where]);

  /** Tokens that open something in the sample area, and pages without one. */
  async function realLinks(areaId: string, userId: string) {
    const { world, app } = web;
    const expiresAt = new Date('2099-01-01');
    return world.db.write([areaId], async (tx) => {
      const open = await tx.one<{ id: string }>(
        `SELECT i.id FROM invitation i JOIN wave w ON w.area_id = i.area_id AND w.id = i.wave_id
          WHERE w.state = 'open' AND i.state = 'invited' ORDER BY i.id LIMIT 1`,
      );
      const booking = await tx.one<{ id: string }>(
        `SELECT b.id FROM booking b JOIN session_date d ON d.area_id = b.area_id AND d.session_id = b.session_id
          WHERE d.starts_at > $1 ORDER BY b.id LIMIT 1`,
        [world.clock.now()],
      );
      const session = await tx.one<{ id: string }>(
        `SELECT session_id AS id FROM session_date WHERE starts_at > $1 ORDER BY starts_at LIMIT 1`,
        [world.clock.now()],
      );
      const make = (purpose: string, subjectId: string) =>
        app.get(Links).create(tx, { purpose, areaId, subjectId, expiresAt });
      const token = await make('booking', booking!.id);
      const network = '/network/calderdale-sample';
      return {
        survey: `${web.url}/s/${await make('survey, employer', open!.id)}`,
        booking: `${web.url}/b/${token}`,
        others: [
          `/start/${await make(INVITATION, userId)}`,
          `/b/${token}/cancel`,
          `/b/${token}/calendar.ics`,
          `/sign-in`,
          `${network}/register`,
          `${network}/training`,
          `${network}/training/${session!.id}`,
          `${network}/training/${session!.id}/book`,
        ],
      };
    });
  }

  /** Everything stored, as one digest a table; whatever is written shows. */
  async function digest(): Promise<Map<string, string>> {
    const tables = await web.world.owner<{ name: string }>(
      `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`,
    );
    const found = new Map<string, string>();
    for (const { name } of tables) {
      const [row] = await web.world.owner<{ digest: string }>(
        `SELECT count(*) || ' ' || coalesce(md5(string_agg(h, '' ORDER BY h)), '') AS digest
           FROM (SELECT md5(t::text) AS h FROM ${name} t) AS rows`,
      );
      found.set(name, row!.digest);
    }
    return found;
  }
  const changed = async (before: Map<string, string>): Promise<string[]> => {
    const after = await digest();
    return [...after].filter(([name, now]) => before.get(name) !== now).map(([name]) => name);
  };

  it('finds a link in every mail that names one, and the personal link where one may leave', () => {
    expect(mails.length).toBeGreaterThan(12);
    const own = [...links.keys()].filter((link) => link.startsWith(`${web.url}/`));
    const kinds = new Set(own.map((link) => new URL(link).pathname.split('/')[1]));
    for (const kind of ['s', 'b', 'leave', 'start', 'sign-in', 'network']) expect([...kinds]).toContain(kind);
    expect(own.filter((link) => /\/network\/[\w-]+\/privacy$/.test(link))).not.toEqual([]);
    for (const link of own) expect(link).not.toContain('example.org');
  });

  it('changes nothing by GET and HEAD, nor in a browser that runs scripts, three times over', async () => {
    const own = [...links.keys()].filter((link) => link.startsWith(`${web.url}/`));
    const before = await digest();
    expect(before.size).toBeGreaterThan(30);
    const lost: string[] = [];
    for (let time = 0; time < TIMES; time++)
      for (const link of own)
        for (const method of ['HEAD', 'GET']) {
          const answer = await fetch(link, { method });
          await answer.arrayBuffer();
          if (answer.status !== 200) lost.push(`${method} ${link} ${answer.status}`);
        }
    expect(lost).toEqual([]);
    expect(await changed(before)).toEqual([]);
    const context = await browser.newContext({ acceptDownloads: false });
    const page = await context.newPage();
    for (let time = 0; time < TIMES; time++)
      for (const link of own)
        await page.goto(link, { waitUntil: 'load' }).catch((error: Error) => {
          if (!/Download is starting|ERR_ABORTED/.test(error.message)) throw error;
        });
    await context.close();
    expect(await changed(before)).toEqual([]);
  }, 240_000);

  it('would be noticed: one POST shows', async () => {
    const before = await digest();
    const leave = [...links.keys()].find((link) => link.includes('/leave/'))!;
    const answer = await fetch(leave, {
      method: 'POST',
      body: 'List-Unsubscribe=One-Click',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.status).toBe(200);
    expect(await changed(before)).toContain('public.suppression');
  });
});

/** The example of a mail with links that open something instead of those that stand in it. */
function withRealLinks(mail: MailDefinition, real: { survey: string; booking: string }): unknown {
  return JSON.parse(
    JSON.stringify(mail.example)
      .replaceAll('https://crm.example.org/s/example', real.survey)
      .replaceAll('https://crm.example.org/b/example', real.booking),
  );
}

/** Every link of a mail: of its HTML, its plain text and its headers. */
async function linksOf(raw: string): Promise<string[]> {
  const mail = await simpleParser(raw);
  const html = [...String(mail.html || '').matchAll(/href="(https?:[^"]+)"/g)].map((found) =>
    found[1]!.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='),
  );
  const text = [...(mail.text ?? '').matchAll(/https?:[^\s<>"]+/g)].map((found) => found[0]);
  const header = /^List-Unsubscribe: <(https?:[^>]+)>/m.exec(raw)?.[1];
  return [...new Set([...html, ...text, ...(header ? [header] : [])])];
}

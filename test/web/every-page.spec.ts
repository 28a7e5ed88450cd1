import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { Links } from '#access';
import { SampleArea } from '#demo';
import { LeaveLinks } from '#messaging';
import { classesIn, frameworkSheets } from '../../apps/web/src/shell/assets.styles.js';
import { axe, comeIn, launchBrowser, overflow } from '../support/browser.js';
import { FIRST_VISIT_LIMIT, firstVisit, publicPages } from '../support/first-visit.js';
import type { Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

/** Set SHOTS to a folder to keep pictures of every page at 1280 and 360, to lay beside the designs. */
const shots = process.env['SHOTS'];

/** What kind of page an address is: ids and tokens are all alike, of a query only the names count. */
const kindOf = (address: string): string => {
  const url = new URL(address);
  const path = url.pathname
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id')
    .replace(/^\/(s|b|place|start|leave)\/[\w-]+/, '/$1/:token')
    .replace(/\/q\/[\w-]+/, '/q/:page');
  return (
    path +
    (url.search
      ? '?' +
        [...url.searchParams.keys()]
          .filter((k) => url.searchParams.get(k))
          .sort()
          .join('&')
      : '')
  );
};

/** Every kind of page that links lead to from these addresses, with an example of each; answers other than pages are left aside. */
async function crawl(visitor: Visitor, from: string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const seen = new Set<string>();
  const queue = from.map((path) => new URL(path, visitor.baseUrl).href);
  while (queue.length && seen.size < 400) {
    const address = queue.shift()!;
    const kind = kindOf(address);
    if (seen.has(address) || (found.has(kind) && !from.includes(new URL(address).pathname))) continue;
    seen.add(address);
    const page = await visitor.get(address);
    if (page.status >= 500) throw new Error(`${address} answers ${page.status}`);
    if (!page.text.trimStart().toLowerCase().startsWith('<!doctype html')) continue;
    found.set(kind, address);
    for (const link of page.all('a[href]')) {
      const next = new URL(link.getAttribute('href')!.replaceAll('&amp;', '&'), page.url);
      next.hash = '';
      if (next.origin === new URL(visitor.baseUrl).origin && !found.has(kindOf(next.href)))
        queue.push(next.href);
    }
  }
  return found;
}

describe('every page', () => {
  let web: TestWeb;
  let browser: Browser;
  let staff: Visitor & { userId: string };
  let pages: Map<string, string>;
  let open: Map<string, string>;
  let sampleId: string;

  beforeAll(async () => {
    web = await testWeb();
    staff = await web.signedIn({ role: 'administrator', areaId: null }, { role: 'coordinator' });
    const areaId = await web.app.get(SampleArea).load(staff.userId);
    sampleId = areaId;
    await (await staff.get('/area')).form('area').fill({ area: areaId }).submit();
    browser = await launchBrowser();
    const tokens = await web.world.db.write([areaId], async (tx) => {
      const invitation = await tx.one<{ id: string }>(
        `SELECT i.id FROM invitation i JOIN wave w ON w.area_id = i.area_id AND w.id = i.wave_id
          WHERE w.state = 'open' AND i.state = 'invited' ORDER BY i.id LIMIT 1`,
      );
      const booking = await tx.one<{ id: string }>(
        `SELECT b.id FROM booking b JOIN session_date d ON d.area_id = b.area_id AND d.session_id = b.session_id
          WHERE d.starts_at > $1 ORDER BY b.id LIMIT 1`,
        [web.world.clock.now()],
      );
      const left = await tx.one<{ id: string }>(
        `SELECT id FROM message WHERE area_id = $1 AND purpose = 'invitation' ORDER BY created_at DESC, id LIMIT 1`,
        [areaId],
      );
      const links = web.app.get(Links);
      const expiresAt = new Date('2099-01-01');
      return {
        survey: await links.create(tx, {
          purpose: 'survey, employer',
          areaId,
          subjectId: invitation!.id,
          expiresAt,
        }),
        leave: web.app.get(LeaveLinks).token(areaId, left!.id),
        booking: await links.create(tx, { purpose: 'booking', areaId, subjectId: booking!.id, expiresAt }),
        ended: await links.create(tx, {
          purpose: 'booking',
          areaId,
          subjectId: booking!.id,
          expiresAt: new Date('2020-01-01'),
        }),
      };
    });
    pages = await crawl(staff, [
      '/today',
      '/welcome',
      '/settings',
      '/employers',
      '/imports',
      '/charter',
      '/training',
      '/surveys',
      '/mail',
      '/mailbox',
      '/api',
    ]);
    // One mail in each state: its page looks otherwise in each.
    for (const { state, id } of await web.world.owner<{ state: string; id: string }>(
      `SELECT DISTINCT ON (state) state, id FROM message WHERE area_id = $1 ORDER BY state, created_at DESC, id`,
      [areaId],
    ))
      pages.set(`/mail/:id ${state}`, `${web.url}/mail/${id}`);
    for (const { kind, id } of await web.world.owner<{ kind: string; id: string }>(
      `SELECT DISTINCT ON (r.kind, r.matched_by) r.kind || '-' || r.matched_by AS kind, r.returned_id AS id
         FROM returned_reading r WHERE area_id = $1 ORDER BY r.kind, r.matched_by, r.at`,
      [areaId],
    ))
      pages.set(`/mail/returned/:id ${kind}`, `${web.url}/mail/returned/${id}`);
    open = await crawl(web.visitor(), [
      '/',
      '/sign-in',
      '/accessibility',
      '/privacy',
      '/network/calderdale-sample/training',
      '/network/calderdale-sample/register',
      `/s/${tokens.survey}`,
      `/b/${tokens.booking}`,
      `/b/${tokens.ended}`,
      `/leave/${tokens.leave}`,
      '/leave/no-such-link',
      '/b/no-such-link',
      '/s/no-such-link',
      '/no-such-page',
    ]);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await web?.close();
  });

  it('is found by following links', () => {
    expect(pages.size).toBeGreaterThan(25);
    expect(open.size).toBeGreaterThan(10);
    const mail = [...pages.keys()].filter((kind) => kind.startsWith('/mail'));
    for (const kind of [
      '/mail',
      '/mail/sendings',
      '/mail/sendings/wave%3A:id',
      '/mail/sendings/session%3A:id',
      '/mail/sendings/session%3A:id/missed',
      '/mail/unknown',
      '/mail/pauses',
      '/mail/returned',
      '/mail/returned/policy',
      '/mail/blocked',
      '/mail/templates',
      '/mail/templates/bookings.booking-confirmed',
      '/mail/templates/bookings.booking-confirmed/versions/1',
      '/mail/rules',
      ...['bounced', 'held', 'queued', 'sent', 'unknown'].map((state) => `/mail/:id ${state}`),
      ...['autoreply', 'bounce-soft', 'complaint', 'unsubscribe'].map(
        (of) => `/mail/returned/:id ${of}-verp`,
      ),
      '/mail/returned/:id bounce-soft-recipient',
    ])
      expect(mail).toContain(kind);
    expect([...open.keys()]).toContain('/leave/:token');
  });

  it.each([1280, 320])(
    'has no axe violation and does not scroll sideways at %i px',
    async (width) => {
      const problems: string[] = [];
      for (const [found, visitor] of [
        [pages, staff],
        [open, web.visitor()],
      ] as const) {
        const context = await browser.newContext({ viewport: { width, height: 900 } });
        await comeIn(context, visitor);
        const page = await context.newPage();
        page.on('console', (message) => {
          if (message.type() === 'error' && !/status of (404|410)/.test(message.text()))
            problems.push(`${page.url()}: ${message.text()}`);
        });
        for (const [kind, address] of found) {
          await page.goto(address);
          for (const problem of await axe(page)) problems.push(`${kind}: ${problem}`);
          const wide = await overflow(page);
          if (wide) problems.push(`${kind}: ${wide} px too wide`);
          if (shots && width === 1280) await picture(page, kind, visitor === staff);
        }
        await context.close();
      }
      expect(problems).toEqual([]);
    },
    600_000,
  );

  it('weighs little on a first visit', async () => {
    const found: string[] = [];
    for (const [name, address] of Object.entries(await publicPages(web, sampleId))) {
      const { bytes } = await firstVisit(browser, address);
      if (bytes > FIRST_VISIT_LIMIT) found.push(`${name}: ${bytes} bytes`);
      // A page without its styles and its script would be lighter still.
      expect([name, bytes > 30_000]).toEqual([name, true]);
    }
    expect(found).toEqual([]);
  }, 120_000);

  it('has no class of the frameworks whose styles are left out', async () => {
    const all = new Set(frameworkSheets().flatMap(classesIn));
    const css = await (await fetch(`${web.url}/assets/css/frameworks.css`)).text();
    const served = new Set(classesIn(css));
    const missing = new Set<string>();
    for (const [found, visitor] of [
      [pages, staff],
      [open, web.visitor()],
    ] as const)
      for (const [kind, address] of found)
        for (const element of (await visitor.get(address)).all('[class]'))
          for (const name of element.classList.value)
            if (all.has(name) && !served.has(name)) missing.add(`${kind}: ${name}`);
    expect([...missing]).toEqual([]);
  }, 120_000);
});

async function picture(page: Page, kind: string, staff: boolean): Promise<void> {
  mkdirSync(shots!, { recursive: true });
  const name = (staff ? 'staff' : 'public') + kind.replace(/[/:?&]+/g, '_');
  await page.screenshot({ path: `${shots}/${name}-1280.png`, fullPage: true });
  await page.setViewportSize({ width: 360, height: 800 });
  await page.screenshot({ path: `${shots}/${name}-360.png`, fullPage: true });
  await page.setViewportSize({ width: 1280, height: 900 });
}

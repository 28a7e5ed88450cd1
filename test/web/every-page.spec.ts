import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { classesIn, frameworkSheets } from '../../apps/web/src/shell/assets.styles.js';
import { axe, comeIn, launchBrowser, overflow } from '../support/browser.js';
import { FIRST_VISIT_LIMIT, firstVisit, publicPages } from '../support/first-visit.js';
import { sampleSite } from '../support/sample-site.js';
import type { Visitor } from '../support/visitor.js';
import type { TestWeb } from '../support/web.js';

/** Set SHOTS to a folder to keep pictures of every page at 1280 and 360, to lay beside the designs. */
const shots = process.env['SHOTS'];

describe('every page', () => {
  let web: TestWeb;
  let browser: Browser;
  let staff: Visitor & { userId: string };
  let pages: Map<string, string>;
  let open: Map<string, string>;
  let areaId: string;

  beforeAll(async () => {
    ({ web, staff, areaId, pages, open } = await sampleSite());
    browser = await launchBrowser();
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
    for (const kind of [
      '/account/trail',
      '/employers/:id/changes',
      '/settings/audit',
      '/settings/audit?where',
      '/settings/audit/who-saw',
      '/exports',
      '/exports?whose',
      ...['employers', 'contacts', 'delegates', 'signatories', 'emails'].map(
        (list) => `/exports/new/${list}`,
      ),
      '/exports/new/delegates?session',
    ])
      expect([...pages.keys()]).toContain(kind);
    expect([...open.keys()]).toContain('/leave/:token');
  });

  // A page is loaded once, narrow, and then made wide: what its script does to fit has to follow.
  it.each(['staff', 'anybody'])(
    'has no axe violation and does not scroll sideways at 320 and 1280 px, as %s sees it',
    async (who) => {
      const problems: string[] = [];
      const [found, visitor] = who === 'staff' ? [pages, staff] : [open, web.visitor()];
      const context = await browser.newContext({ viewport: { width: 320, height: 900 } });
      await comeIn(context, visitor);
      const page = await context.newPage();
      page.on('console', (message) => {
        if (message.type() === 'error' && !/status of (404|410)/.test(message.text()))
          problems.push(`${page.url()}: ${message.text()}`);
      });
      for (const [kind, address] of found) {
        await page.setViewportSize({ width: 320, height: 900 });
        await page.goto(address);
        for (const width of [320, 1280]) {
          if (width !== 320) await page.setViewportSize({ width, height: 900 });
          for (const problem of await axe(page)) problems.push(`${kind} at ${width} px: ${problem}`);
          const wide = await overflow(page);
          if (wide) problems.push(`${kind} at ${width} px: ${wide} px too wide`);
        }
        if (shots) await picture(page, kind, visitor === staff);
      }
      await context.close();
      expect(problems).toEqual([]);
    },
    600_000,
  );

  it('weighs little on a first visit', async () => {
    const found: string[] = [];
    for (const [name, address] of Object.entries(await publicPages(web, areaId))) {
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

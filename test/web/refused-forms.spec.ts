import type { Browser } from 'playwright-core';
import { axe, comeIn, launchBrowser, overflow } from '../support/browser.js';
import { kindOf } from '../support/crawl.js';
import { type SampleSite, sampleSite } from '../support/sample-site.js';
import type { Page, Visitor } from '../support/visitor.js';
import { postWrongly } from '../support/wrong-posts.js';

describe('every form, sent wrongly', () => {
  let site: SampleSite;
  let browser: Browser;
  beforeAll(async () => {
    site = await sampleSite();
    browser = await launchBrowser();
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await site?.web.close();
  });

  /** Sends all forms of these pages; answers what is wrong with the answers, and the kinds of forms that were refused. */
  async function sent(visitor: Visitor, pages: Map<string, string>) {
    const problems: string[] = [];
    const refused = new Set<string>();
    const looked = new Set<string>();
    const context = await browser.newContext({ viewport: { width: 320, height: 900 } });
    await comeIn(context, visitor);
    const tab = await context.newPage();
    for await (const { name, page, typed } of postWrongly(visitor, pages)) {
      if (page.status < 400) continue;
      if (page.status >= 500) problems.push(`${name}: answers ${page.status}`);
      refused.add(name);
      for (const problem of beside(page, typed)) problems.push(`${name}: ${problem}`);
      const state = [
        kindOf(page.url),
        page.status,
        ...page.all('.govuk-error-message, .govuk-error-summary li').map((e) => e.text),
      ].join();
      if (looked.has(state)) continue;
      looked.add(state);
      await tab.route(page.url, (route) =>
        route.fulfill({ status: page.status, contentType: 'text/html; charset=utf-8', body: page.text }),
      );
      await tab.goto(page.url);
      for (const problem of await axe(tab)) problems.push(`${name}: ${problem}`);
      const wide = await overflow(tab);
      if (wide) problems.push(`${name}: ${wide} px too wide`);
      await tab.unroute(page.url);
    }
    await context.close();
    return { problems, refused };
  }

  it('is told so by staff pages that keep what was typed, lead to the fields and break nothing', async () => {
    const { problems, refused } = await sent(site.staff, site.pages);
    expect(problems).toEqual([]);
    expect(refused.size).toBeGreaterThan(80);
  }, 600_000);

  it('is told so on public pages as well', async () => {
    const { problems, refused } = await sent(site.web.visitor(), site.open);
    expect(problems).toEqual([]);
    expect(refused.size).toBeGreaterThan(10);
  }, 300_000);
});

/** What a refusal lacks: a title that says so, links to the fields, and everything that was typed. */
function beside(page: Page, typed: string[]): string[] {
  const summary = page
    .all('.govuk-error-summary a[href^="#"]')
    .map((link) => link.getAttribute('href')!.slice(1));
  const ids = new Set(page.all('[id]').map((element) => element.id));
  const shown = new Set(
    page
      .all('input, textarea')
      .flatMap((field) =>
        (field.tagName === 'TEXTAREA' ? field.text : (field.getAttribute('value') ?? '')).trim(),
      ),
  );
  return [
    ...(/^(Error|There is a problem|Sorry|Too many)/.test(page.title) ? [] : [`title "${page.title}"`]),
    ...summary.filter((id) => !ids.has(id)).map((id) => `its summary leads to #${id}, which is not there`),
    ...page
      .all('.govuk-error-summary li')
      .map((line) => line.text)
      .filter((text) => /invalid|expected|too (big|small)|received/i.test(text))
      .map((text) => `says "${text}"`),
    ...typed.filter((text) => !shown.has(text)).map((text) => `loses ${text.slice(0, 40)}`),
  ];
}

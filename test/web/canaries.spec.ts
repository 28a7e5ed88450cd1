import type { Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { parse } from 'node-html-parser';
import type { Browser } from 'playwright-core';
import { isPublicPage } from '../../apps/web/src/shell/index.js';
import { routesOf } from '../../apps/web/src/site/index.js';
import { comeIn, launchBrowser } from '../support/browser.js';
import { crawl, STAFF_ENTRANCES } from '../support/crawl.js';
import { type SampleSite, sampleSite } from '../support/sample-site.js';
import type { Visitor } from '../support/visitor.js';

/** Runs wherever it is not escaped: between tags, in an attribute of either quote, in a script, in a template. */
const CANARY = `Kö"'><img src=canary onerror="window.canary=1"><script>window.canary=1</script>{{7793*7793}}\${7793*7793}`;
/** Columns people write into. Keys, codes, addresses and what the program counts by are left alone. */
const WRITTEN =
  /(^|_)(name|title|notes?|detail|subject|venue|town|words|text|reason|agency|organisation|job_role|role_title|comment|remark|source|access_notes|told|label)$/;
const SPARED =
  /^(area\.slug|migration|rate_count|fact|job_run|worker|mail_|audit|compiled_template|template|instrument)/;

/** Elements and attributes that only a canary makes. */
function hatched(html: string): string[] {
  const page = parse(html);
  return [
    ...page.querySelectorAll('img[src=canary]').map(() => 'an element'),
    ...page
      .querySelectorAll('*')
      .flatMap((element) => Object.keys(element.attributes).filter((name) => /^on/i.test(name))),
    ...page
      .querySelectorAll('script')
      .filter((script) => script.text.includes('window.canary'))
      .map(() => 'a script'),
    ...(html.includes('Kö"') && /="[^"]*Kö"'>/.test(html) ? ['an attribute'] : []),
    ...(/Kö&quot;[^{]*60730849/.test(html) ? ['a template'] : []),
  ];
}

/** reliability.md section 2, rows 24 and 25. */
describe('what people wrote', () => {
  let site: SampleSite;
  let browser: Browser;
  let columns: string[];

  beforeAll(async () => {
    site = await sampleSite();
    const { owner } = site.web.world;
    const found = await owner<{ table: string; column: string }>(
      `SELECT c.table_name AS table, c.column_name AS column FROM information_schema.columns c
         JOIN information_schema.tables t USING (table_schema, table_name)
        WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND data_type = 'text'`,
    );
    columns = [];
    for (const { table, column } of found) {
      if (!WRITTEN.test(column) || SPARED.test(`${table}.${column}`)) continue;
      // What a rule of the table refuses nobody could have written.
      const wrote = await owner(
        `UPDATE "${table}" SET "${column}" = $1 || ' ' || left("${column}", 40) WHERE "${column}" IS NOT NULL`,
        [CANARY],
      ).then(
        () => true,
        () => false,
      );
      if (wrote) columns.push(`${table}.${column}`);
    }
    browser = await launchBrowser();
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await site?.web.close();
  });

  const pagesOf = async (): Promise<[Visitor, Map<string, string>][]> => [
    [site.staff, await crawl(site.staff, STAFF_ENTRANCES)],
    [
      site.web.visitor(),
      new Map([
        ...site.open,
        ...(await crawl(site.web.visitor(), [
          '/network/calderdale-sample/training',
          '/network/calderdale-sample/register',
        ])),
      ]),
    ],
  ];

  it('never runs on a page, nor breaks out of where it stands', async () => {
    expect(columns.length).toBeGreaterThan(20);
    const problems: string[] = [];
    let showing = 0;
    for (const [visitor, pages] of await pagesOf()) {
      const context = await browser.newContext();
      await comeIn(context, visitor);
      const tab = await context.newPage();
      tab.on('console', (message) => {
        if (/canary/.test(message.text())) problems.push(`${tab.url()}: ${message.text()}`);
      });
      tab.on('request', (request) => {
        if (/\/canary$/.test(request.url())) problems.push(`${tab.url()} asks for ${request.url()}`);
      });
      for (const [kind, address] of pages) {
        const { text, status } = await visitor.get(address);
        if (status >= 500) problems.push(`${kind} answers ${status}`);
        for (const what of hatched(text)) problems.push(`${kind}: ${what}`);
        if (!text.includes('Kö&quot;')) continue;
        showing++;
        await tab.goto(address);
        if (await tab.evaluate('globalThis.canary')) problems.push(`${kind}: it ran`);
      }
      await context.close();
    }
    expect(problems).toEqual([]);
    expect(showing).toBeGreaterThan(20);
  }, 300_000);

  it('never runs in an email as it is shown, and leaves programs text', async () => {
    const { staff, web, areaId } = site;
    const mails = await web.world.owner<{ id: string }>(
      'SELECT id FROM message WHERE area_id = $1 ORDER BY id LIMIT 40',
      [areaId],
    );
    const problems: string[] = [];
    for (const { id } of mails) {
      const { text, status } = await staff.get(`/mail/${id}/as-sent`);
      if (status >= 500) problems.push(`${id} answers ${status}`);
      for (const what of hatched(text)) problems.push(`${id}: ${what}`);
    }
    expect(problems).toEqual([]);
    const answer = await fetch(`${web.url}/api/network/calderdale-sample/sessions`);
    expect(answer.headers.get('content-type')).toMatch(/^application\/(problem\+)?json/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  }, 120_000);

  it('would be seen where it were not escaped', async () => {
    const raw = (around: (canary: string) => string) => hatched(`<!DOCTYPE html><body>${around(CANARY)}`);
    expect(raw((canary) => `<p>${canary}</p>`)).toEqual(
      expect.arrayContaining(['an element', 'onerror', 'a script']),
    );
    expect(raw((canary) => `<input value="${canary}">`)).toContain('an attribute');
    const page = await browser.newPage();
    await page.setContent(`<p>${CANARY}</p>`);
    await page.waitForFunction('globalThis.canary === 1');
    await page.close();
  });

  it('is no SQL either: nothing fails, and a search for it finds nothing', async () => {
    const { staff, web } = site;
    const controllers = web.app.get(DiscoveryService, { strict: false }).getControllers();
    const lists = routesOf(controllers.map((wrapper) => wrapper.metatype as Type)).filter(
      ({ method, path }) => method === 'GET' && !path.includes(':') && !/^\/(metrics|api)|\/live$/.test(path),
    );
    const names =
      'q sort show state stage sector size authority scope source after before page since what who where';
    const fields = `${names} from until records to campaign employer owner due on whose address topic`.split(
      ' ',
    );
    const texts = [
      `'`,
      `' OR '1'='1`,
      `'; DROP TABLE employer; --`,
      `1) UNION SELECT password_hash FROM app_user --`,
      `name; SELECT pg_sleep(5)`,
      `$1`,
      `\\`,
      `%' --`,
      `E'\\x'`,
    ];
    const count = async () =>
      (await web.world.owner<{ n: string }>('SELECT count(*) AS n FROM employer'))[0]!.n;
    const before = await count();
    const faults: string[] = [];
    for (const { path } of lists)
      for (const text of texts) {
        const query = new URLSearchParams(fields.map((name): [string, string] => [name, text]));
        const { status, text: html } = await staff.get(`${path}?${query}`);
        if (status >= 500 || html.includes('$argon2')) faults.push(`${path} ${text}: ${status}`);
      }
    expect(faults).toEqual([]);
    expect(await count()).toBe(before);
    const found = async (q: string) =>
      (await staff.get(`/employers?${new URLSearchParams({ q })}`)).all('tbody tr').length;
    expect(await found(`' OR '1'='1`)).toBe(0);
    expect(await found('')).toBeGreaterThan(0);
    expect(lists.some(({ path }) => isPublicPage(path))).toBe(false);
  }, 300_000);
});

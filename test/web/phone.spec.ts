import type { Browser } from 'playwright-core';
import { comeIn, launchBrowser } from '../support/browser.js';
import { type TestWeb, testWeb } from '../support/web.js';

describe('on a phone', () => {
  let web: TestWeb;
  let browser: Browser;
  beforeAll(async () => {
    web = await testWeb();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await web?.close();
  });

  it.each([true, false])(
    'the menu is one line that opens, and filters begin folded (script: %s)',
    async (javaScriptEnabled) => {
      const staff = await web.signedIn({ role: 'coordinator' }, { role: 'administrator' });
      await web.world.owner(
        `INSERT INTO employer (id, area_id, name, name_key, legal_form, stage, stage_since, source, created_at)
       SELECT gen_random_uuid(), $1, 'Hebble', 'hebble', 'other', 'identified', now(), 'test', now()
        WHERE NOT EXISTS (SELECT FROM employer WHERE area_id = $1)`,
        [web.world.areaId],
      );
      const context = await browser.newContext({ viewport: { width: 360, height: 740 }, javaScriptEnabled });
      await comeIn(context, staff);
      const page = await context.newPage();
      await page.goto(`${web.url}/employers`);
      const menu = page.locator('.me-nav');
      expect((await menu.boundingBox())!.height).toBeLessThanOrEqual(50);
      expect(await menu.locator('a:visible').count()).toBe(0);
      await menu.locator('summary').click();
      expect(await menu.locator('a:visible').allTextContents()).toEqual(
        expect.arrayContaining(['Employers', 'Settings']),
      );
      expect(await page.locator('.moj-filter__options').isVisible()).toBe(false);
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.reload();
      expect(await menu.locator('summary').isVisible()).toBe(false);
      expect(await page.locator('.me-nav a:visible').count()).toBeGreaterThan(4);
      expect(await page.locator('.moj-filter__options').isVisible()).toBe(true);
      await context.close();
    },
    120_000,
  );

  it('what can be pressed on public pages is 44 px high', async () => {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    for (const path of ['/', '/network/calderdale/training', '/network/calderdale/register', '/sign-in']) {
      await page.goto(web.url + path);
      const small =
        await page.evaluate(`[...document.querySelectorAll('a:not(.govuk-skip-link), button, select, input:not([type=hidden])')]
        .filter((e) => e.checkVisibility() && !e.closest('p:not(.meta):not(.pub-areas p)') && e.getBoundingClientRect().height < 43.5 && !e.matches('.me-word'))
        .map((e) => e.outerHTML.slice(0, 80))`);
      expect([path, small]).toEqual([path, []]);
    }
    await context.close();
  }, 120_000);

  it('what a bar shows is seen in forced colours too', async () => {
    const context = await browser.newContext({ forcedColors: 'active' });
    const page = await context.newPage();
    await page.goto(`${web.url}/sign-in`);
    const [bar, ground] = (await page.evaluate(`(() => {
      document.querySelector('main').insertAdjacentHTML('beforeend', '<span class="me-bar"><svg viewBox="0 0 100 10"><rect width="40" height="10"/></svg></span>');
      const rect = document.querySelector('.me-bar rect');
      return [getComputedStyle(rect).fill, getComputedStyle(document.body).backgroundColor];
    })()`)) as string[];
    expect(bar).not.toBe(ground);
    expect(await page.evaluate(`getComputedStyle(document.querySelector('.me-bar')).borderTopWidth`)).toBe(
      '1px',
    );
    await context.close();
  }, 60_000);
});

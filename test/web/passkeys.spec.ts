import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { authenticatorCode } from '../support/authenticator.js';
import { axe, comeIn, launchBrowser, overflow } from '../support/browser.js';
import { PASSWORD, type TestWeb, testWeb } from '../support/web.js';

const OPTIONS = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const;

describe('passkeys, in a browser', () => {
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
  beforeEach(() => web.world.clock.set('2026-11-24T09:00:00Z'));

  const later = (minutes: number) =>
    web.world.clock.set(new Date(web.world.clock.now().getTime() + minutes * 60_000).toISOString());

  /** A window with a device that holds passkeys. */
  const withDevice = async (context: BrowserContext) => {
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: OPTIONS });
    return { page, cdp, authenticatorId };
  };
  const verified = (cdp: CDPSession, authenticatorId: string, isUserVerified: boolean) =>
    cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
  const pathOf = (page: Page) => new URL(page.url()).pathname;
  const said = (page: Page) => page.locator('.me-passkey__said').textContent();
  const press = async (page: Page, leads: string | RegExp) => {
    await page.click('#passkey');
    await page.waitForURL(leads);
  };
  /** Somebody with one passkey, made on the page, and the window it was made in. */
  const withPasskey = async () => {
    const visitor = await web.signedIn({ role: 'administrator', areaId: null }, { role: 'coordinator' });
    const context = await browser.newContext();
    await comeIn(context, visitor);
    const device = await withDevice(context);
    const problems: string[] = [];
    device.page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await device.page.goto(`${web.url}/account/passkeys`);
    await device.page.fill('#name', 'Work laptop');
    await device.page.click('#passkey');
    await device.page.waitForSelector('.me-codes');
    return { ...device, context, userId: visitor.userId, problems };
  };

  it('are made, and come in alone, without name and password, under a new session', async () => {
    const { page, context, problems } = await withPasskey();
    expect(await page.locator('.me-codes li').count()).toBe(10);
    await page.click('text=I have kept them');
    expect(await page.textContent('main')).toMatch(/On, in one way[\s\S]*Work laptop/);
    await page.goto(`${web.url}/account/passkeys`);
    await page.fill('#name', 'The same');
    await page.click('#passkey');
    await page.waitForFunction("/already/.test(document.querySelector('.me-passkey__said').textContent)");
    expect(await said(page)).toBe('This device holds a passkey for your account already.');
    const sessions = async () =>
      (await context.cookies()).filter(({ name }) => name.includes('session')).map(({ value }) => value);
    await page.click('text=Sign out');
    expect(await sessions()).toEqual([]);
    await page.goto(`${web.url}/sign-in?next=/training`);
    expect(await axe(page)).toEqual([]);
    await press(page, /\/training/);
    expect(await page.title()).toContain('Training');
    expect(await sessions()).toHaveLength(1);
    expect(problems).toEqual([]);
    await context.close();
  });

  it('are the second step after the password, and prove again who one is', async () => {
    const { page, context, cdp, authenticatorId, userId } = await withPasskey();
    const [user] = await web.world.owner<{ email: string }>('SELECT email FROM app_user WHERE id = $1', [
      userId,
    ]);
    await page.goto(`${web.url}/account`);
    await page.click('text=Sign out');
    await page.fill('#email', user!.email);
    await page.fill('#password', PASSWORD);
    await page.click('main button:has-text("Sign in"):not(#passkey)');
    await page.waitForURL(/sign-in\/code/);
    // A device that has not seen who holds it is not enough.
    await verified(cdp, authenticatorId, false);
    await page.click('#passkey');
    await page.waitForFunction("/another way/.test(document.querySelector('.me-passkey__said').textContent)");
    expect(pathOf(page)).toBe('/sign-in/code');
    await verified(cdp, authenticatorId, true);
    await press(page, /today|employers|settings/);
    later(11);
    await page.goto(`${web.url}/settings/people/new`);
    expect(pathOf(page)).toBe('/sign-in/confirm');
    await press(page, /people\/new/);
    // A form that was open for too long: the passkey sends it after all.
    await page.fill('#name', 'Jo Specimen');
    await page.fill('#email', 'jo@example.org');
    await page.check('[value=coordinator]');
    later(11);
    await page.click('main form.me-form button');
    expect(await page.textContent('h1')).toBe('Is this you?');
    await page.click('#passkey');
    await page.click('text=Send it now');
    await page.waitForURL(/done=invited/);
    await context.close();
  });

  it('answer a challenge once, of this site, for their owner, while it holds', async () => {
    const { page, context } = await withPasskey();
    await page.goto(`${web.url}/account`);
    await page.click('text=Sign out');
    await page.goto(`${web.url}/sign-in`);
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') sent.push(request.postData() ?? '');
    });
    await press(page, /today|employers|settings/);
    const answer = new URLSearchParams(sent.find((body) => body.includes('response='))!);
    const again = async (change: Record<string, string> = {}) => {
      const visitor = web.visitor();
      const form = (await visitor.get('/sign-in')).form('password');
      const fields = { ...Object.fromEntries(answer), _csrf: form.values['_csrf']!, ...change };
      return visitor.send('/sign-in/passkey', {
        method: 'POST',
        body: new URLSearchParams(fields).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    };
    const replayed = await again();
    expect([replayed.status, replayed.words]).toEqual([422, expect.stringContaining('open for too long')]);
    const fresh = (await web.visitor().get('/sign-in')).one('[name=sealed]').getAttribute('value')!;
    const other = await again({ sealed: fresh });
    expect([other.status, other.words]).toEqual([422, expect.stringContaining('did not work')]);
    for (const response of ['{}', 'nothing', '{"id":"x"}', 'null']) {
      const sealed = (await web.visitor().get('/sign-in')).one('[name=sealed]').getAttribute('value')!;
      expect([response, (await again({ sealed, response })).status]).toEqual([response, 422]);
    }
    await context.close();
  });

  it('are taken away, and then open nothing', async () => {
    const { page, context, userId } = await withPasskey();
    await page.goto(`${web.url}/account/security`);
    await page.click('text=Remove');
    expect(await page.textContent('main')).toContain('Not set up');
    expect(
      await web.world.owner(
        `SELECT verb, changes FROM audit_line WHERE resource = 'second_factor' AND verb <> 'codes-made' AND actor_id = $1
          ORDER BY at, id`,
        [userId],
      ),
    ).toEqual([
      { verb: 'create', changes: { passkey: [null, 'Work laptop'] } },
      { verb: 'delete', changes: { passkey: ['Work laptop', null] } },
    ]);
    await page.click('text=Sign out');
    await page.goto(`${web.url}/sign-in`);
    await page.click('#passkey');
    await page.waitForSelector('.govuk-error-summary');
    expect(await page.textContent('.govuk-error-summary')).toContain('This passkey did not work');
    await context.close();
  });

  it('are not offered under an address they do not hold for, or without script', async () => {
    for (const [url, javaScriptEnabled] of [
      [web.url.replace('localhost', '127.0.0.1'), true],
      [web.url, false],
    ] as const) {
      const context = await browser.newContext({ javaScriptEnabled });
      const page = await context.newPage();
      await page.goto(`${url}/sign-in`);
      expect(await page.isVisible('#passkey')).toBe(false);
      expect(await page.isVisible('#password')).toBe(true);
      await context.close();
    }
  });

  it('have pages that are clean for axe and do not scroll sideways, in every state', async () => {
    const required = await testWeb({ BASE_URL: 'http://crm.example.org' });
    try {
      for (const width of [1280, 320]) {
        const context = await browser.newContext({ viewport: { width, height: 900 } });
        const page = await context.newPage();
        const look = async (name: string) => {
          expect([name, width, await axe(page)]).toEqual([name, width, []]);
          expect([name, width, await overflow(page)]).toEqual([name, width, 0]);
          if (process.env['SHOTS'])
            await page.screenshot({ path: `${process.env['SHOTS']}/${name}-${width}.png`, fullPage: true });
        };
        const { email, userId } = await required.person({ role: 'coordinator' });
        await page.goto(`${required.url}/sign-in`);
        await look('sign-in');
        await page.fill('#email', email);
        await page.fill('#password', PASSWORD);
        await page.click('main button[type=submit]:visible');
        await look('set-up');
        await page.fill('#code', '000000');
        await page.click('main button[type=submit]:visible');
        await look('set-up-error');
        const letters = (await page.textContent('.me-letters code'))!;
        await page.fill('#code', authenticatorCode(letters, required.world.clock.now()));
        await page.click('main button[type=submit]:visible');
        await look('codes');
        await page.goto(`${required.url}/account/security`);
        await look('security');
        await page.click('text=Remove');
        await look('security-last');
        await page.goto(`${required.url}/account/app`);
        await look('app');
        await page.goto(`${required.url}/account/passkeys`);
        await look('passkeys');
        await page.goto(`${required.url}/sign-in/confirm?next=/account`);
        await look('confirm');
        await page.click('main button[type=submit]:visible');
        await look('confirm-error');
        await page.goto(`${required.url}/account`);
        await page.click('text=Sign out');
        await page.fill('#email', email);
        await page.fill('#password', PASSWORD);
        await page.click('main button[type=submit]:visible');
        await look('code');
        await page.click('main button[type=submit]:visible');
        await look('code-error');
        await required.world.owner('DELETE FROM sign_in_session WHERE user_id = $1', [userId]);
        await context.close();
      }
      const visitor = await web.signedIn({ role: 'administrator', areaId: null });
      for (const width of [1280, 320]) {
        const context = await browser.newContext({ viewport: { width, height: 900 } });
        await comeIn(context, visitor);
        const page = await context.newPage();
        for (const path of [
          '/sign-in/confirm',
          '/settings/review',
          '/new-address/confirmed',
          '/account/passkeys',
        ]) {
          await page.goto(web.url + path);
          expect([path, width, await axe(page), await overflow(page)]).toEqual([path, width, [], 0]);
          if (process.env['SHOTS'])
            await page.screenshot({
              path: `${process.env['SHOTS']}/${path.replaceAll('/', '_')}-${width}.png`,
              fullPage: true,
            });
        }
        await context.close();
      }
    } finally {
      await required.close();
    }
  }, 120_000);
});

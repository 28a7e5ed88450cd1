import type { Browser, Page } from 'playwright-core';
import { Contacts, Employers } from '#employers';
import { type Actor, newId, type Tx } from '#platform';
import { axe, comeIn, launchBrowser, overflow } from '../support/browser.js';
import { mailRow } from '../support/mail-row.js';
import type { Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

const actor: Actor = { kind: 'user', label: 'Sam Sample' };
let web: TestWeb;
let browser: Browser;
let coordinator: Visitor & { userId: string };
let hospice: string;

const write = <T>(work: (tx: Tx) => Promise<T>, area = web.world.areaId) => web.world.db.write([area], work);
const add = (name: string, more = {}, area = web.world.areaId) =>
  write((tx) => web.app.get(Employers).create(tx, area, { name, ...more }, actor), area);
const find = (who: Visitor, q: string) => who.get(`/find?q=${encodeURIComponent(q)}`);

beforeAll(async () => {
  web = await testWeb();
  browser = await launchBrowser();
  coordinator = await web.signedIn({ role: 'coordinator' });
  ({ id: hospice } = await add('Kirkwood Hospice (sample)', {
    postcode: 'HD5 9UY',
    registerNumber: '01645888',
    tradingNames: ['Sunflower Shops'],
  }));
  await write((tx) =>
    web.app.get(Contacts).add(
      tx,
      web.world.areaId,
      hospice,
      {
        name: 'Jo Specimen',
        jobRole: 'HR lead',
        email: 'jo@hospice.example',
        phone: '01422 360000',
        roles: [],
      },
      actor,
    ),
  );
  await add('Zebra Works (sample)', {}, web.world.secondAreaId);
  for (let i = 0; i < 30; i++) await add(`Canal Mill ${i} (sample)`);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await web?.close();
});

describe('the page', () => {
  it('is where the box of every page leads, without script', async () => {
    const page = await (await coordinator.get('/employers'))
      .form('/find')
      .fill({ q: 'kirkwod hospise' })
      .submit();
    expect(page.title).toContain('kirkwod hospise: Find');
    expect(page.words).toContain('These are written much like it.');
    expect(page.one('#employers').text).toBe('Employers');
    expect((await page.follow('Kirkwood Hospice (sample)')).one('h1').text).toContain('Kirkwood Hospice');
  });

  it.each([
    ['sunflower', 'Also called: Sunflower Shops'],
    ['01645888', 'Companies House: 01645888'],
    ['hd59uy', 'HD5 9UY'],
    ['+44 1422 360 000', 'HR lead, Kirkwood Hospice (sample), jo@hospice.example, 01422 360000'],
    ['jo@hospice', 'jo@hospice.example'],
  ])('says of %s what has it', async (typed, said) => {
    expect((await find(coordinator, typed)).words).toContain(said);
  });

  it('groups what it finds by kind, and leads on where there is more', async () => {
    const page = await find(coordinator, 'canal mill');
    expect(page.all('#employers ~ *, section li')).not.toHaveLength(0);
    expect(page.all('section li')).toHaveLength(20);
    const list = await page.follow('All employers found, as a list');
    expect(list.words).toContain('30 employers');
    const person = await find(coordinator, 'specimen');
    expect(person.all('h2').map((h) => h.text)).toEqual(['People']);
  });

  it('finds emails by whom they went to, for who may read that', async () => {
    const id = newId();
    await mailRow(web.world, {
      id,
      recipientName: 'Ottoline Reader',
      address: 'ottoline@reader.example',
    } as never);
    expect((await find(coordinator, 'ottoline')).all('h2').map((h) => h.text)).toEqual(['Emails']);
    const administrator = await web.signedIn({ role: 'administrator' }, { role: 'partner' });
    expect((await find(administrator, 'ottoline')).words).not.toContain('reader.example');
  });

  it('says what to do where nothing is typed and nothing is found', async () => {
    expect((await coordinator.get('/find')).words).toContain('Type part of what you know');
    for (const q of ['xyzzyx', '...', '%', '"'])
      expect((await find(coordinator, q)).words).toContain('Nothing in Calderdale has these words');
    expect((await find(coordinator, 'xyzzyx')).all('a[href="/employers/new"]')).toHaveLength(1);
  });

  it('looks for as much of a long term as it can, and never shows all there is instead', async () => {
    const page = await find(coordinator, 'kirkwood '.repeat(34));
    expect(page.words).toContain('Only the first 200 characters are looked for.');
    expect(page.words).toContain('Kirkwood Hospice (sample)');
    const none = await coordinator.get(`/employers?q=${'x'.repeat(300)}`);
    expect(none.words).toContain('0 employers');
    expect(none.words).toContain('No employer fits');
    // Node itself refuses an address of 200 kB.
    expect((await find(coordinator, 'x'.repeat(200_000))).status).toBe(431);
  });

  it('runs nothing of what was typed or found', async () => {
    const canary = `"'><img src=canary onerror="window.canary=1"><script>window.canary=1</script>{{191*7}}`;
    await add(`Canary ${canary}`);
    for (const path of ['/find', '/find/quick', '/employers']) {
      const page = await coordinator.get(`${path}?q=${encodeURIComponent(`canary ${canary}`)}`);
      expect([path, page.status, page.all('img[src=canary]').length]).toEqual([path, 200, 0]);
      expect(page.text).not.toContain('<script>window.canary');
      expect(page.text).not.toContain('1337');
    }
  });
});

describe('who asks', () => {
  it('finds only what is in their area', async () => {
    for (const path of ['/find', '/find/quick', '/employers'])
      expect((await coordinator.get(`${path}?q=zebra`)).text).not.toContain('Zebra Works');
    const there = await web.signedIn({ role: 'coordinator', areaId: web.world.secondAreaId });
    expect((await find(there, 'zebra')).words).toContain('Zebra Works (sample)');
    expect((await find(there, 'kirkwood')).words).not.toContain('Kirkwood Hospice');
  });

  it('finds by what they may see: a partner by names, an administrator and a commissioner nothing', async () => {
    const partner = await web.signedIn({ role: 'partner' });
    expect((await find(partner, 'hospise')).words).toContain('Kirkwood Hospice (sample)');
    const person = await find(partner, 'jo specimen');
    expect(person.words).toContain('HR lead');
    expect(person.text).not.toMatch(/hospice\.example|360000/);
    for (const hidden of ['01645888', 'hd59uy', 'jo@hospice.example', '01422360000', '360000'])
      expect([hidden, (await find(partner, hidden)).all('section li')]).toEqual([hidden, []]);
    expect((await find(partner, 'kirkwood')).text).not.toMatch(/9UY|01645888/);
    const lead = await web.signedIn({ role: 'regional_lead' });
    expect((await find(lead, '01645888')).words).toContain('Kirkwood Hospice');
    expect((await find(lead, '01422360000')).all('section li')).toEqual([]);
    for (const role of ['administrator', 'commissioner'] as const)
      for (const path of ['/find?q=kirkwood', '/find/quick?q=kirkwood'])
        expect([role, (await (await web.signedIn({ role })).get(path)).status]).toEqual([role, 403]);
    expect((await web.visitor().get('/find?q=kirkwood')).text).not.toContain('Kirkwood');
  });
});

describe('the box over a page', () => {
  let wrong: string[] = [];
  afterEach(() => expect(wrong).toEqual([]));
  const opened = async (width: number, path = '/employers'): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width, height: 800 } });
    await comeIn(context, coordinator);
    const page = await context.newPage();
    wrong = [];
    page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
    await page.goto(web.url + path);
    return page;
  };
  const options = (page: Page) => page.locator('.me-palette [role=option]').allInnerTexts();
  const chosen = (page: Page) => page.locator('.me-palette [aria-selected=true] span').textContent();

  it('opens by Ctrl+K, is walked by arrows and opens by Enter', async () => {
    const page = await opened(1280);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('kirkw');
    await page.locator('.me-palette [role=option]').first().waitFor();
    expect((await options(page)).map((text) => text.replace(/\s+/g, ' '))).toEqual([
      'Kirkwood Hospice (sample) Employer, Identified',
      'Log a call with Kirkwood Hospice (sample) Do',
      'Everything with “kirkw” Page',
    ]);
    expect(await page.locator('.me-palette [role=status]').textContent()).toBe('1 result');
    expect(await chosen(page)).toBe('Kirkwood Hospice (sample)');
    await page.keyboard.press('ArrowUp');
    expect(await chosen(page)).toBe('Everything with “kirkw”');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await chosen(page)).toMatch(/^Log a call/);
    const active = await page.locator('.me-palette input').getAttribute('aria-activedescendant');
    expect(await page.locator(`#${active}`).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/employers/${hospice}/activities/new`);
    await page.context().close();
  });

  it('closes by Escape, opens by typing into the header, and goes to pages', async () => {
    const page = await opened(1280);
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Escape');
    expect(await page.locator('.me-palette').isVisible()).toBe(false);
    await page.locator('#find').focus();
    await page.keyboard.type('s');
    await page.keyboard.type('urv');
    await page.getByRole('option', { name: 'Everything with “surv”' }).waitFor();
    expect(await page.locator('.me-palette input').inputValue()).toBe('surv');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/surveys');
    await page.context().close();
  });

  it('never opens what belongs to fewer letters than were typed', async () => {
    const page = await opened(1280);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('kirkw');
    await page.locator('.me-palette [role=option]').first().waitFor();
    await page.route('**/find/quick*', (route) => route.abort());
    await page.keyboard.type('xx');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/find?q=kirkwxx');
    await page.context().close();
    // The browser says that a request failed, if it came to one before Enter.
    wrong = wrong.filter((text) => !text.includes('net::ERR_FAILED'));
  });

  it.each([320, 1280])('has no axe violation and fits at %d px', async (width) => {
    const page = await opened(width);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('canal');
    await page.locator('.me-palette [role=option]').first().waitFor();
    expect(await axe(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    await page.context().close();
  });
});

import { readFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { areaIdentities, missingSettings } from '#access';
import { projectPath } from '#platform';
import { axe, comeIn, launchBrowser, overflow } from '../support/browser.js';
import { type TestWeb, testWeb } from '../support/web.js';

const HERE = '/settings/area';
const ANSWERS: Record<string, Record<string, string>> = {
  networkName: { networkName: 'Well at Work Calderdale' },
  controller: { controller: 'Calderdale Council' },
  postalAddress: { postalAddress: 'Town Hall, Halifax HX1 1UJ' },
  replyTo: { replyTo: 'wellatwork@council.example' },
  telephone: { telephone: '01632 960 001, on working days 9am to 5pm' },
  officer: { officer: 'Robin Example', officerEmail: 'dpo@council.example' },
  icoNumber: { icoNumber: 'za123456' },
  basis: { basis: 'public-task' },
  keeping: { keeping: 'Six years after your employer has left.\nSurveys: for ever.' },
};

/** A black PNG picture. */
function black(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc((width + 1) * height))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('what an area says about itself', () => {
  let web: TestWeb;
  const settings = async () =>
    (
      await web.world.owner<{ settings: Record<string, string> }>('SELECT settings FROM area WHERE id = $1', [
        web.world.areaId,
      ])
    )[0]!.settings;
  const says = async (path: string) =>
    (await web.visitor().get(web.url + path)).dom.text.replace(/\s+/g, ' ');

  beforeAll(async () => {
    web = await testWeb();
  });
  afterAll(() => web?.close());

  it('is no notice while something is missing: the page says whom to ask, and staff what is missing', async () => {
    const words = await says('/network/calderdale/privacy');
    expect(words).toContain('is being prepared');
    expect(words).toContain('Information Commissioner’s Office');
    expect(words).not.toMatch(/whoever runs it|should (add|say|confirm)|template/i);
    const admin = await web.signedIn({ role: 'administrator' });
    const page = await admin.get(HERE);
    expect(page.words).toContain('Your privacy notice is not public yet.');
    expect(page.words).toContain('5 settings are still missing');
    expect((await web.visitor().get(`${web.url}/network/nowhere/privacy`)).status).toBe(404);
  });

  it('asks for no reply and names no contact while there is none', async () => {
    for (const path of [
      '/network/calderdale/training',
      '/network/calderdale/register',
      '/privacy',
      '/b/none',
    ])
      expect([path, /reply|mailto:|Somebody to ask/i.test(await says(path))]).toEqual([path, false]);
  });

  it('is changed a line at a time, by an administrator of the area, each change with what was before', async () => {
    const admin = await web.signedIn({ role: 'administrator' });
    for (const [key, values] of Object.entries(ANSWERS)) {
      const page = await admin.get(`${HERE}?change=${key}`);
      expect([key, page.all('main form').length]).toEqual([key, 1]);
      const saved = await page.form(`/settings/area/${key}`).fill(values).submit();
      expect([key, saved.status, /Saved:/.test(saved.words)]).toEqual([key, 200, true]);
    }
    expect(await settings()).toMatchObject({ networkName: 'Well at Work Calderdale', icoNumber: 'ZA123456' });
    expect(missingSettings({ name: 'Calderdale', settings: await settings() })).toEqual([]);
    await (await admin.get(`${HERE}?change=telephone`))
      .form('telephone')
      .fill({ telephone: '01632 960 002' })
      .submit();
    const entries = await web.world.owner<{ actor: { id: string }; changes: object }>(
      `SELECT actor, changes FROM audit_line WHERE resource = 'setting' AND changes ? 'telephone' ORDER BY at, id`,
    );
    expect(entries.map((entry) => entry.changes)).toEqual([
      expect.objectContaining({ telephone: [null, ANSWERS['telephone']!['telephone']] }),
      { telephone: [ANSWERS['telephone']!['telephone'], '01632 960 002'] },
    ]);
    expect(entries[1]!.actor.id).toBe(admin.userId);
    expect((await admin.get(HERE)).words).toMatch(/Who we are ?Changed by Sam Sample \d+, \d+ \w+ \d{4}/);
  });

  it('says beside the field what is wrong, and keeps what was typed', async () => {
    const admin = await web.signedIn({ role: 'administrator' });
    for (const [key, values] of [
      ['replyTo', { replyTo: 'nobody' }],
      ['replyTo', { replyTo: '' }],
      ['icoNumber', { icoNumber: 'A1' }],
      ['controller', { controller: '' }],
    ] as const) {
      const before = await settings();
      const page = await (await admin.get(`${HERE}?change=${key}`))
        .form(`/settings/area/${key}`)
        .fill(values)
        .submit();
      expect([key, page.status, page.title.startsWith('Error: ')]).toEqual([key, 422, true]);
      // The summary leads to the field, so nothing else may have its id.
      expect([key, page.all(`[id="${key}"]`).length]).toEqual([key, 1]);
      expect(page.one(`#${key}-error`).text).toMatch(/Enter/);
      expect(await settings()).toEqual(before);
    }
  });

  it('is read, not changed, by a coordinator, and closed to everybody else and to other areas', async () => {
    const coordinator = await web.signedIn(
      { role: 'coordinator' },
      { role: 'administrator', areaId: web.world.secondAreaId },
    );
    const page = await coordinator.get(`${HERE}?change=telephone`);
    expect([page.status, page.all('main form').length]).toEqual([200, 0]);
    expect(page.words).toContain('Calderdale Council');
    const token = page.one('input[name=_csrf]').getAttribute('value')!;
    const post = await coordinator.send(`${web.url}${HERE}/telephone`, {
      method: 'POST',
      body: new URLSearchParams({ _csrf: token, telephone: '1' }),
    });
    expect(post.status).toBe(403);
    expect((await settings())['telephone']).toBe('01632 960 002');
    for (const role of ['regional_lead', 'commissioner'] as const)
      expect([role, (await (await web.signedIn({ role })).get(HERE)).status]).toEqual([role, 403]);
  });

  it('stands in the notice, the statement and at the foot of every public page', async () => {
    const notice = await says('/network/calderdale/privacy');
    for (const text of [
      'Calderdale Council runs Well at Work Calderdale',
      'Town Hall, Halifax HX1 1UJ',
      'Robin Example, dpo@council.example',
      'ZA123456',
      'a public task',
      'Surveys: for ever.',
      'Last changed on ',
    ])
      expect(notice).toContain(text);
    expect(await says('/network/calderdale/accessibility')).toMatch(
      /We answer within 5 working days.*wellatwork@council\.example/,
    );
    for (const path of ['/network/calderdale/training', '/network/calderdale/register']) {
      const page = await web.visitor().get(web.url + path);
      expect(page.one('footer').text.replace(/\s+/g, ' ')).toMatch(
        /Somebody to ask.*01632 960 002.*wellatwork@council\.example.*run by Calderdale Council/,
      );
      expect(page.title).toContain('Well at Work Calderdale');
      expect(page.one('footer a[href="/network/calderdale/privacy"]')).toBeTruthy();
    }
    // Of two areas each has its own.
    const both = await web.visitor().get(`${web.url}/privacy`);
    expect(both.all('main a[href$="/privacy"]').map((a) => a.getAttribute('href'))).toEqual([
      '/network/calderdale/privacy',
      '/network/kirklees/privacy',
    ]);
    expect(await says('/network/kirklees/privacy')).not.toContain('Calderdale Council');
  });

  it('leaves the page as it is when the skip link is followed, and prints no buttons', async () => {
    const browser: Browser = await launchBrowser();
    try {
      const admin = await web.signedIn({ role: 'administrator' });
      for (const javaScriptEnabled of [true, false])
        for (const path of ['/network/calderdale/register', HERE]) {
          const context = await browser.newContext({ javaScriptEnabled });
          await comeIn(context, admin);
          const page = await context.newPage();
          await page.goto(web.url + path);
          const ground = () =>
            page.evaluate(`getComputedStyle(document.querySelector('main')).backgroundColor`);
          const before = await ground();
          await page.keyboard.press('Tab');
          await page.keyboard.press('Enter');
          expect([path, javaScriptEnabled, await page.evaluate('document.activeElement.id')]).toEqual([
            path,
            javaScriptEnabled,
            'main',
          ]);
          expect([path, javaScriptEnabled, await ground()]).toEqual([path, javaScriptEnabled, before]);
          await page.emulateMedia({ media: 'print' });
          for (const what of ['.govuk-button', '.me-nav', '.pub-top nav', '[role=search]'])
            expect([path, what, await page.locator(`${what}:visible`).count()]).toEqual([path, what, 0]);
          await context.close();
        }
    } finally {
      await browser.close();
    }
  }, 600_000);

  it('has no axe violation and does not scroll sideways, with each line open', async () => {
    const browser: Browser = await launchBrowser();
    try {
      const admin = await web.signedIn({ role: 'administrator' });
      for (const width of [1280, 320]) {
        const context = await browser.newContext({ viewport: { width, height: 800 } });
        await comeIn(context, admin);
        const page = await context.newPage();
        for (const path of [
          HERE,
          ...Object.keys(ANSWERS).map((key) => `${HERE}?change=${key}`),
          '/source',
          '/network/calderdale/privacy',
          '/network/kirklees/privacy',
          '/network/calderdale/accessibility',
        ]) {
          await page.goto(web.url + path);
          expect([width, path, await axe(page), await overflow(page)]).toEqual([width, path, [], 0]);
          if (process.env['SHOTS'])
            await page.screenshot({
              path: `${process.env['SHOTS']}/${path.replace(/\W+/g, '_')}-${width}.png`,
              fullPage: true,
            });
        }
        await context.close();
      }
    } finally {
      await browser.close();
    }
  }, 600_000);

  it('shows its logo on public pages and in emails, until it is taken away', async () => {
    const admin = await web.signedIn({ role: 'administrator' });
    const form = async () => (await admin.get(`${HERE}?change=logo`)).form('logo');
    const training = '/network/calderdale/training';
    const logoAt = async () =>
      (await web.visitor().get(web.url + training)).all('header img').map((img) => img.getAttribute('src')!);
    expect(await logoAt()).toEqual([]);
    const wrong = await (await form())
      .file('logo', 'logo.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>')
      .submit('Save');
    expect([wrong.status, wrong.one('#logo-error').text]).toEqual([
      422,
      expect.stringContaining('PNG picture'),
    ]);
    expect((await (await form()).submit('Save')).one('#logo-error').text).toContain('Choose a picture');

    const heavy = readFileSync(projectPath('docs/images/today.png'));
    expect(
      (await (await form()).file('logo', 'logo.png', heavy).submit('Save')).one('#logo-error').text,
    ).toContain('at most 50 kB');
    const png = black(120, 80);
    const saved = await (await form()).file('logo', 'logo.png', png).submit('Save');
    expect(saved.words).toContain('Saved: logo.');
    const [address] = await logoAt();
    expect(address).toMatch(/^\/network\/calderdale\/logo\.png\?[0-9a-f]{16}$/);
    const answer = await fetch(web.url + address);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(Buffer.from(await answer.arrayBuffer()).equals(png)).toBe(true);
    expect((await fetch(`${web.url}/network/kirklees/logo.png`)).status).toBe(404);
    const mail = await web.world.db.read([web.world.areaId], (tx) => areaIdentities(tx, [web.world.areaId]));
    expect(mail.get(web.world.areaId)!.logo).toBe(address!.split('?')[1]);

    const coordinator = await web.signedIn({ role: 'coordinator' });
    const sent = await coordinator.get('/mail/templates/bookings.place-confirmed/as-sent');
    expect(sent.text).toContain(`src="${web.url}${address}"`);
    const body = new FormData();
    body.append('_csrf', (await coordinator.get('/settings')).one('[name=_csrf]').getAttribute('value')!);
    body.append('away', 'yes');
    expect((await coordinator.send(`${HERE}/logo`, { method: 'POST', body })).status).toBe(403);
    await (await form()).submit('Take the logo away');
    expect(await logoAt()).toEqual([]);
    expect((await fetch(web.url + address)).status).toBe(404);
  });
});

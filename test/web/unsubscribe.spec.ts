import type { Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Browser } from 'playwright-core';
import { Suppressions, UnsubscribeLinks } from '#contact-policy';
import { newId, newToken } from '#platform';
import { routesOf } from '../../apps/web/src/site/index.js';
import { axe, launchBrowser, overflow } from '../support/browser.js';
import { type MailRow, mailRow } from '../support/mail-row.js';
import { type TestWeb, testWeb } from '../support/web.js';

describe('the page of a personal link', () => {
  let web: TestWeb;
  beforeAll(async () => {
    web = await testWeb();
  });
  afterAll(() => web.close());

  let n = 0;
  /** A mail to somebody new, and the address of its personal link. */
  async function mail(row: MailRow = {}): Promise<{ id: string; link: string; address: string }> {
    const address = row.address ?? `robin${++n}@example.org`;
    const id = await mailRow(web.world, { ...row, address });
    const link = web.app.get(UnsubscribeLinks).of(row.areaId ?? web.world.areaId, id);
    return { id, address, link };
  }
  const post = (link: string, body: string | FormData, headers: Record<string, string> = {}) =>
    fetch(link, {
      method: 'POST',
      body,
      redirect: 'manual',
      headers:
        typeof body === 'string'
          ? { 'content-type': 'application/x-www-form-urlencoded', ...headers }
          : headers,
    });
  const click = (link: string, headers?: Record<string, string>) =>
    post(link, 'List-Unsubscribe=One-Click', headers);
  /** What is in force for an address: "engagement", "topic surveys". */
  const inForce = async (address: string, areaId = web.world.areaId): Promise<string[]> => {
    const now = web.world.clock.now();
    const rows = await web.world.db.read([areaId], (tx) =>
      web.app.get(Suppressions).rows(tx, areaId, [address], now),
    );
    return (rows.get(address) ?? []).map((row) => [row.scope, row.topic].filter(Boolean).join(' ')).sort();
  };
  const stateOf = async (id: string) =>
    (
      await web.world.owner<{ state: string; reason: string | null }>(
        `SELECT state, reason FROM message WHERE id = $1`,
        [id],
      )
    )[0]!;

  describe('by one click (RFC 8058)', () => {
    it('stops advertising and the mail’s topic at once, without cookie, redirect or sign-in, and once', async () => {
      const { link, address } = await mail({ topic: 'surveys' });
      for (let i = 0; i < 2; i++) {
        const answer = await click(link);
        expect(answer.status).toBe(200);
        expect(answer.headers.getSetCookie()).toEqual([]);
        expect(await answer.text()).toContain('You are unsubscribed');
        expect(await inForce(address)).toEqual(['engagement', 'topic surveys']);
      }
      const [{ stops, facts }] = (await web.world.owner<{ stops: number; facts: number }>(
        `SELECT (SELECT count(*)::int FROM suppression) AS stops,
                (SELECT count(*)::int FROM fact WHERE kind = 'messaging.preferences') AS facts`,
      )) as [{ stops: number; facts: number }];
      expect({ stops, facts }).toEqual({ stops: 2, facts: 1 });
    });

    it('takes multipart/form-data too, and comes from any site', async () => {
      const one = await mail({ purpose: 'engagement' });
      const form = new FormData();
      form.set('List-Unsubscribe', 'One-Click');
      expect((await post(one.link, form)).status).toBe(200);
      expect(await inForce(one.address)).toEqual(['engagement']);
      const two = await mail({ purpose: 'engagement' });
      const elsewhere = { origin: 'https://mail.example.net', 'sec-fetch-site': 'cross-site' };
      expect((await click(two.link, elsewhere)).status).toBe(200);
      expect(await inForce(two.address)).toEqual(['engagement']);
    });

    it.each([
      ['nothing', ''],
      ['another value', 'List-Unsubscribe=one-click'],
      ['another name', 'list-unsubscribe=One-Click'],
      ['our own field', 'choice=nothing'],
      ['twice the field', 'List-Unsubscribe=One-Click&List-Unsubscribe=One-Click'],
    ])('changes nothing for a POST that says %s, and asks with the page', async (_, body) => {
      const { link, address } = await mail();
      const answer = await post(link, body);
      expect(answer.status).toBe(422);
      expect(await answer.text()).toContain('Nothing has been changed yet');
      expect(await inForce(address)).toEqual([]);
    });

    it('changes nothing for a multipart body that is no form, or brings a file', async () => {
      const { link, address } = await mail();
      const broken = await fetch(link, {
        method: 'POST',
        body: 'no parts',
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
      });
      expect(broken.status).toBe(422);
      const withFile = new FormData();
      withFile.set('List-Unsubscribe', 'One-Click');
      withFile.set('file', new Blob(['x']), 'x.txt');
      expect((await post(link, withFile)).status).toBe(422);
      expect(await inForce(address)).toEqual([]);
    });

    it('never stops answers to what they do: a booking’s confirmation still goes', async () => {
      const { link, address } = await mail({ topic: 'surveys' });
      const waiting = {
        service: await mailRow(web.world, { address, purpose: 'service', state: 'queued' }),
        survey: await mailRow(web.world, { address, topic: 'surveys', state: 'queued' }),
        held: await mailRow(web.world, { address, purpose: 'engagement', state: 'held' }),
        training: await mailRow(web.world, { address, topic: 'training', state: 'retry' }),
        other: await mailRow(web.world, { topic: 'surveys', state: 'queued', address: 'ash@example.org' }),
        otherArea: await mailRow(web.world, {
          areaId: web.world.secondAreaId,
          address,
          topic: 'surveys',
          state: 'queued',
        }),
      };
      expect((await click(link)).status).toBe(200);
      expect(await stateOf(waiting.survey)).toEqual({
        state: 'suppressed',
        reason: 'This person said no to email about surveys.',
      });
      expect((await stateOf(waiting.held)).state).toBe('suppressed');
      for (const id of [waiting.service, waiting.other, waiting.otherArea])
        expect((await stateOf(id)).state).toBe('queued');
      expect((await stateOf(waiting.training)).state).toBe('retry');
    });
  });

  describe('opened', () => {
    it('changes nothing, however often, with GET and HEAD', async () => {
      const { link, address } = await mail();
      for (let i = 0; i < 3; i++)
        for (const method of ['GET', 'HEAD'])
          for (const path of ['', '/saved']) expect((await fetch(link + path, { method })).status).toBe(200);
      expect(await inForce(address)).toEqual([]);
    });

    it('shows the masked address, and nothing of the person or the employer', async () => {
      const { link } = await mail({ address: 'quentin.unusual@corp.example' });
      const page = await web.visitor().get(link);
      expect(page.words).toContain('q…@corp.example');
      for (const path of ['', '/saved']) {
        const { text } = await web.visitor().get(link + path);
        expect(text).not.toMatch(/quentin|unusual|Robin/);
      }
      const answer = await fetch(link);
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
      expect(answer.headers.get('cache-control')).toBe('no-store');
    });

    it('is a clear 404 for a link that was changed, or whose mail is not there', async () => {
      const { link } = await mail();
      for (const wrong of [
        `${link.slice(0, -1)}${link.endsWith('A') ? 'Q' : 'A'}`,
        web.app.get(UnsubscribeLinks).of(web.world.areaId, newId()),
        web.app.get(UnsubscribeLinks).of(web.world.secondAreaId, (await mail()).id),
      ])
        for (const method of ['GET', 'POST']) {
          const answer = await fetch(wrong, {
            method,
            ...(method === 'POST' && {
              body: 'List-Unsubscribe=One-Click',
              headers: { 'content-type': 'application/x-www-form-urlencoded' },
            }),
          });
          expect(answer.status).toBe(404);
          expect(await answer.text()).toContain('This link does not lead anywhere');
        }
    });

    it('works on when the address has been erased', async () => {
      const { link, id, address } = await mail({ topic: 'surveys' });
      const [row] = await web.world.owner<{ hash: string }>(
        `SELECT encode(address_hash, 'hex') AS hash FROM suppression LIMIT 1`,
      );
      expect(row!.hash).toHaveLength(64);
      const { AddressHash } = await import('../../libs/contact-policy/src/suppression/address-hash.js');
      const standIn = new AddressHash(web.world.settings).standIn(address);
      await web.world.owner(`UPDATE message SET address = $2, recipient_name = 'Erased' WHERE id = $1`, [
        id,
        standIn,
      ]);
      const page = await web.visitor().get(link);
      expect(page.words).toContain('the address of the email this link came in');
      expect(page.text).not.toContain('erased:');
      expect((await click(link)).status).toBe(200);
      expect(await inForce(address)).toEqual(['engagement', 'topic surveys']);
    });
  });

  describe('chosen on', () => {
    const send = async (link: string, to: string, fields: Record<string, string | string[]>) => {
      const visitor = web.visitor();
      const page = await visitor.get(link);
      const body = new URLSearchParams({ _csrf: /name="_csrf" value="([^"]+)"/.exec(page.text)![1]! });
      for (const [name, value] of Object.entries(fields))
        for (const one of [value].flat()) body.append(name, one);
      return visitor.send(`${link}/${to}`, {
        method: 'POST',
        body: body.toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    };
    const stop = (link: string, fields: Record<string, string>) => send(link, 'stop', fields);
    const choose = (link: string, keep: string[], until = '') => send(link, 'choice', { keep, until });
    const all = ['surveys', 'training', 'forum', 'advertising'];

    it('unsubscribes with the one button that comes first', async () => {
      const { link, address } = await mail();
      const page = await web.visitor().get(link);
      const buttons = page.all('main button').map((button) => button.text.trim());
      expect(buttons[0]).toBe('Unsubscribe from all emails except about your bookings');
      const done = await page.form(/\/stop$/).submit();
      expect(done.title).toContain('You are unsubscribed');
      expect(done.words).toMatch(
        /We have stopped all emails to r…@example\.org except about your bookings\./,
      );
      expect(done.words).not.toContain('<');
      expect(await inForce(address)).toEqual(['all-but-service']);
      // What was is one press away.
      const back = await done.form(/\/back$/).submit();
      expect(back.title).toContain('We have put it back as it was');
      expect(back.words).toContain('It holds from now on for r…@example.org.');
      expect(back.words).not.toMatch(/Your choices are saved|Was that a mistake|Put it back|</);
      expect(back.words).toContain('We may write to you.');
      const titles = await web.world.owner(
        `SELECT e.data->>'title' AS title FROM fact e WHERE kind = 'messaging.preferences' ORDER BY id DESC LIMIT 1`,
      );
      expect(titles).toEqual([{ title: 'Wants emails again' }]);
      expect(await inForce(address)).toEqual([]);
    });

    it('puts back what was, also a choice among subjects', async () => {
      const { link, address } = await mail();
      await choose(link, ['training', 'forum']);
      const done = await (await web.visitor().get(link)).form(/\/stop$/).submit();
      await done.form(/\/back$/).submit();
      expect(await inForce(address)).toEqual(['engagement', 'topic surveys']);
      const odd = await send(link, 'back', { was: 'everything.everybody..' });
      expect(odd.status).toBe(422);
      expect(await inForce(address)).toEqual(['engagement', 'topic surveys']);
    });

    it('leads to the page whoever reloads by address what a form was sent to', async () => {
      const { link } = await mail();
      for (const to of ['choice', 'stop', 'back', 'yes']) {
        const page = await web.visitor().get(`${link}/${to}`);
        expect([page.status, page.url]).toEqual([200, link]);
      }
    });

    it('puts every choice in force, says so, and can be taken back', async () => {
      const { link, address } = await mail();
      const lifted = async () =>
        Number(
          (
            await web.world.owner(
              `SELECT count(*) AS n FROM suppression WHERE lifted_at IS NOT NULL AND lift_reason <> ''`,
            )
          )[0]!['n'],
        );
      const before = await lifted();
      const nothing = await stop(link, { stop: 'nothing' });
      expect(nothing.url).toMatch(/\/saved\?was=/);
      expect(nothing.words).toContain('We send you no emails at all, not even about places you have booked.');
      expect(nothing.words).toContain('Choose again');
      expect(await inForce(address)).toEqual(['all']);

      const some = await choose(link, ['training', 'forum']);
      expect(some.words).toContain('We may write to you, but nothing about surveys and no offers.');
      expect(await inForce(address)).toEqual(['engagement', 'topic surveys']);

      await stop(link, { stop: 'service' });
      expect(await inForce(address)).toEqual(['all-but-service']);

      const everything = await choose(link, all);
      expect(everything.words).toContain('We may write to you.');
      expect(await inForce(address)).toEqual([]);
      expect((await lifted()) - before).toBe(4);
    });

    it('rests until a day, keeps what was left out, and goes on by itself', async () => {
      const { link, address } = await mail();
      const page = await choose(link, ['surveys', 'training', 'advertising'], '2026-12-01');
      expect(page.words).toContain('Until 1 December 2026 we write only about places you have booked');
      expect(await inForce(address)).toEqual(['all-but-service', 'topic forum']);
      const stops = await web.world.db.read([web.world.areaId], (tx) =>
        web.app
          .get(Suppressions)
          .inForceFor(tx, web.world.areaId, [address, 'nobody@example.org'], web.world.clock.now()),
      );
      expect([...stops.keys()]).toEqual([address]);
      expect(stops.get(address)).toContainEqual({
        on: 'person',
        scope: 'all-but-service',
        why: 'pause',
        until: new Date('2026-12-01T00:00:00Z'),
      });
      expect(stops.get(address)).toContainEqual(
        expect.objectContaining({ scope: 'topic:forum', why: 'objection', until: null }),
      );
      web.world.clock.set('2026-12-01T00:00:00Z');
      expect(await inForce(address)).toEqual(['topic forum']);
      web.world.clock.set('2026-11-24T09:00:00Z');
    });

    it.each([
      ['no button', 'stop', {}, 'Press one of the buttons'],
      ['a button there is not', 'stop', { stop: 'everything' }, 'Press one of the buttons'],
      ['a subject there is not', 'choice', { keep: 'all', until: '' }, 'Choose from the list'],
      ['a day that is none', 'choice', { keep: 'surveys', until: '2027-02-31' }, 'Choose a day'],
      ['today', 'choice', { keep: 'surveys', until: '2026-11-24' }, 'Choose a day'],
      ['a day far off', 'choice', { keep: 'surveys', until: '2040-01-01' }, 'Choose a day'],
    ])(
      'says what is wrong with %s, keeps what was ticked and changes nothing',
      async (_, to, fields, words) => {
        const { link, address } = await mail();
        const page = await send(link, to, fields as Record<string, string>);
        expect(page.status).toBe(422);
        expect(page.words).toContain(words);
        expect(page.text).toContain('<title>Error:');
        if ('keep' in fields && fields.keep === 'surveys')
          expect(page.all('[name=keep][checked]').map((box) => box.getAttribute('value'))).toEqual([
            'surveys',
          ]);
        expect(await inForce(address)).toEqual([]);
      },
    );

    it('holds in every area where they ask for that, and only there', async () => {
      const { link, address } = await mail();
      await stop(link, { stop: 'nothing' });
      expect(await inForce(address, web.world.secondAreaId)).toEqual([]);
      await stop(link, { stop: 'nothing', everywhere: 'yes' });
      expect(await inForce(address, web.world.secondAreaId)).toEqual(['all']);
      await choose(link, all);
      expect(await inForce(address, web.world.secondAreaId)).toEqual([]);
    });

    it('cannot lift a dead address, nor a report as spam', async () => {
      const { link, address } = await mail();
      await web.world.db.write([web.world.areaId], async (tx) => {
        await web.app.get(Suppressions).add(tx, web.world.areaId, address, 'It does not exist.');
        await web.app
          .get(Suppressions)
          .suppress(tx, web.world.areaId, address, [
            { scope: 'all-but-service', why: 'complaint', source: 'complaint', reason: 'Reported.' },
          ]);
      });
      const page = await choose(link, all);
      expect(await inForce(address)).toEqual(['all', 'all-but-service']);
      expect(page.words).toContain('Our emails to this address were returned');
      expect(page.words).toContain('was reported as spam');
      expect(page.words).not.toContain('We may write to you');
    });

    it('keeps a yes with its words, and takes it back with the first no', async () => {
      const { link, address } = await mail();
      const visitor = web.visitor();
      const said = await (await visitor.get(link)).form(/\/yes$/).submit(/Yes, tell me/);
      expect(said.words).toContain('You said yes to hearing of our offers on 24 November 2026');
      const held = () =>
        web.world.owner<{ how: string; open: boolean }>(
          `SELECT how, withdrawn_at IS NULL AS open FROM permission ORDER BY recorded_at`,
        );
      expect(await held()).toEqual([
        {
          how: 'On their own page, by the button “Yes, tell me about courses, events and other things you offer”.',
          open: true,
        },
      ]);
      await choose(link, ['training', 'forum', 'advertising']);
      expect((await held())[0]!.open).toBe(true);
      await choose(link, ['training', 'forum']);
      expect((await held())[0]!.open).toBe(false);
      expect(address).toBeTruthy();
    });
  });

  it('is the only route that takes a change from anywhere', async () => {
    const routes = routesOf(
      web.app
        .get(DiscoveryService, { strict: false })
        .getControllers()
        .map((wrapper) => wrapper.metatype as Type),
    );
    const open = routes.filter((route) => route.policy?.kind === 'link' && route.policy.fromAnywhere);
    expect(open.map((route) => `${route.method} ${route.path}`)).toEqual(['POST /leave/:token']);
    const staff = await web.signedIn({ role: 'administrator', areaId: null }, { role: 'coordinator' });
    const cookie = staff
      .cookiesFor()
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const { link } = await mail();
    const token = link.split('/').at(-1)!;
    const taken: string[] = [];
    const changing = routes.filter((r) => r.method !== 'GET' && !r.path.startsWith('/api/'));
    expect(changing.length).toBeGreaterThan(30);
    for (const { method, path } of changing) {
      const address = path
        .replace(':area', 'calderdale')
        .replace(':token', token)
        .replace(/:\w+Id\b|:id\b/g, newId())
        .replace(/:\w+/g, 'x');
      const answer = await fetch(web.url + address, {
        method,
        redirect: 'manual',
        body: 'List-Unsubscribe=One-Click',
        headers: {
          cookie,
          origin: 'https://evil.example',
          'content-type': 'application/x-www-form-urlencoded',
        },
      });
      if (answer.status !== 403) taken.push(`${method} ${path} ${answer.status}`);
    }
    expect(taken).toEqual(['POST /leave/:token 200']);
  });

  it('bears a broken program, but not for ever', async () => {
    const { link } = await mail();
    const answers: number[] = [];
    for (let i = 0; i < 31; i++) answers.push((await click(link)).status);
    expect(answers.slice(0, 30).every((status) => status === 200)).toBe(true);
    expect(answers[30]).toBe(429);
    // Others are not held up by it.
    expect((await click((await mail()).link)).status).toBe(200);
    // The page says when to come back, and keeps what was chosen.
    const form = (await web.visitor().get(new URL(link).pathname)).form(/choice/);
    const page = await form.fill({ keep: ['forum'] }).submit();
    expect([page.status, page.all('[name=keep][checked]').map((box) => box.getAttribute('value'))]).toEqual([
      429,
      ['forum'],
    ]);
    expect(page.words).toMatch(/Wait \d+ minutes, then try again\./);
  });

  it('counts links that lead nowhere for the network they come from, and refuses none that holds', async () => {
    const { link } = await mail();
    const statuses: number[] = [];
    for (let i = 0; i < 30; i++)
      statuses.push(
        (await fetch(`${web.url}/leave/${newToken()}`, { headers: { accept: 'text/html' } })).status,
      );
    expect(statuses.indexOf(429)).toBeLessThanOrEqual(20);
    expect(statuses.at(-1)).toBe(429);
    expect((await fetch(link)).status).toBe(200);
    const [row] = await web.world.owner<{ refused: number }>(
      `SELECT refused FROM rate_count WHERE limit_name = 'links that lead nowhere' AND refused > 0`,
    );
    expect(row!.refused).toBe(statuses.filter((status) => status === 429).length);
  });

  describe('in a browser', () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchBrowser();
    });
    afterAll(() => browser.close());

    it.each([1280, 320])(
      'has no axe violation and does not scroll sideways at %i px',
      async (width) => {
        const { link } = await mail({ topic: 'surveys' });
        const context = await browser.newContext({ viewport: { width, height: 900 } });
        const page = await context.newPage();
        const look = async (name: string) => {
          expect(await axe(page)).toEqual([]);
          expect(await overflow(page)).toBe(0);
          const shots = process.env['SHOTS'];
          if (shots) await page.screenshot({ path: `${shots}/leave-${name}-${width}.png`, fullPage: true });
        };
        await page.goto(link);
        await look('page');
        await page.evaluate(
          `document.querySelector('#until').append(new Option('Never', 'never', true, true))`,
        );
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByText('There is a problem').waitFor();
        await look('wrong');
        await page.getByLabel('Surveys', { exact: true }).uncheck();
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByRole('heading', { name: 'Your choices are saved' }).waitFor();
        await look('saved');
        await page.getByRole('link', { name: 'Choose again' }).click();
        await look('chosen');
        await page.getByText('Stop even emails').click();
        await look('every');
        await page.getByRole('button', { name: 'Unsubscribe' }).click();
        await page.getByRole('heading', { name: 'You are unsubscribed' }).waitFor();
        await look('unsubscribed');
        await page.setContent(
          `<form method="post" action="${link}"><input name="List-Unsubscribe" value="One-Click"><button>Go</button></form>`,
        );
        await page.getByRole('button').click();
        await page.getByRole('heading', { name: 'You are unsubscribed' }).waitFor();
        await look('clicked');
        await context.close();
      },
      60_000,
    );

    it('can be chosen on by keyboard without JavaScript', async () => {
      const { link, address } = await mail();
      const context = await browser.newContext({ javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto(link);
      await page.locator('#stop').focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'You are unsubscribed' }).waitFor();
      expect(await inForce(address)).toEqual(['all-but-service']);
      await context.close();
    });
  });
});

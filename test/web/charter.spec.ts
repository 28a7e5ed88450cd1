import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { Tokens } from '#access';
import { Contacts, Employers } from '#employers';
import type { Actor, Tx } from '#platform';
import { Charters } from '#signatories';
import { axe, comeIn, launchBrowser, overflow } from '../support/browser.js';
import type { Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

const actor: Actor = { kind: 'user', label: 'Sam Sample' };

describe('charter pages', () => {
  let web: TestWeb;
  let browser: Browser;
  let coordinator: Visitor;
  let n = 0;

  beforeAll(async () => {
    web = await testWeb();
    browser = await launchBrowser();
    coordinator = await web.signedIn({ role: 'coordinator' });
  });
  afterAll(async () => {
    await browser?.close();
    await web?.close();
  });

  const write = <T>(work: (tx: Tx) => Promise<T>) => web.world.db.write([web.world.areaId], work);
  /** A new employer with one contact, signed on a day if one is given. */
  const employer = (signedOn?: string, name = `Hebble Textiles ${++n} (sample)`) =>
    write(async (tx) => {
      const { areaId } = web.world;
      const { id } = await web.app.get(Employers).create(tx, areaId, { name, postcode: 'HX1 1UJ' }, actor);
      const contact = await web.app
        .get(Contacts)
        .add(
          tx,
          areaId,
          id,
          { name: 'Robin Example', jobRole: 'HR manager', email: 'robin@example.org' },
          actor,
        );
      if (signedOn)
        await web.app
          .get(Charters)
          .sign(
            tx,
            areaId,
            { employerId: id, signatoryName: 'Max Mockup', signatoryRole: 'Managing director', signedOn },
            actor,
          );
      return { id, name, contactId: contact.id, at: `/employers/${id}/charter` };
    });
  const stageOf = (id: string) => write(async (tx) => (await web.app.get(Employers).get(tx, id)).stage);

  it('sign an employer from its record', async () => {
    const { at, id, name } = await employer();
    const record = await coordinator.get(at);
    expect(record.words).toContain('Has not signed.');
    const form = (await record.follow('Sign the charter')).form('signatoryName');
    expect(form.values).toMatchObject({ signedOn: '2026-11-24', version: '2', listed: 'yes' });
    const signed = await form
      .fill({
        contactId: '',
        signatoryName: 'Max Mockup',
        signatoryRole: 'Managing director',
      })
      .submit();
    expect(signed.words).toContain(`${name} has signed the charter.`);
    expect(signed.words).toMatch(/Signed ?24 November 2026/);
    expect(signed.words).toContain('24 Nov 2028');
    expect(await stageOf(id)).toBe('signed');
    expect((await coordinator.get('/charter')).words).toContain(name);
    expect((await web.visitor().get('/network/calderdale/register')).words).toContain(name);
  });

  it('take name and role from the contact chosen', async () => {
    const { at, contactId } = await employer();
    const form = (await coordinator.get(`${at}/sign`)).form('signatoryName');
    const signed = await form.fill({ contactId }).submit();
    expect(signed.words).toContain('Robin Example, HR manager');
  });

  it('take a day as it is typed where the browser has no field for days', async () => {
    const { at, contactId } = await employer();
    const form = (await coordinator.get(`${at}/sign`)).form('signatoryName');
    expect((await form.fill({ contactId, signedOn: '1/9/2026' }).submit()).words).toMatch(
      /Signed ?1 September 2026/,
    );
  });

  it('say beside the field what is wrong, and lose nothing typed', async () => {
    const { at, id } = await employer();
    const form = (await coordinator.get(`${at}/sign`)).form('signatoryName');
    const again = await form
      .fill({
        contactId: '',
        signatoryRole: 'Owner',
        signedOn: '2026-12-01',
        version: '1',
        listed: undefined,
      })
      .submit();
    expect(again.status).toBe(422);
    expect(again.title).toMatch(/^Error: /);
    expect(again.words).toContain('The day it was signed cannot be in the future.');
    expect(again.one('#signatoryName-error').text).toContain('Enter the name of the person who signed.');
    expect(again.one('.govuk-error-summary a[href="#signedOn"]').text).toContain('in the future');
    expect(again.form('signatoryName').values).toMatchObject({
      signatoryRole: 'Owner',
      signedOn: '2026-12-01',
      version: '1',
    });
    expect(again.form('signatoryName').values['listed']).toBeUndefined();
    expect(await stageOf(id)).toBe('identified');
  });

  it('take an employer off the public register and put it back', async () => {
    const { at, name } = await employer('2025-03-01');
    const register = async () => (await web.visitor().get('/network/calderdale/register')).words;
    expect(await register()).toContain(name);
    const off = await (await coordinator.get(at)).form('Take off the register').submit();
    expect(await register()).not.toContain(name);
    await off.form('Put on the register').submit();
    expect(await register()).toContain(name);
  });

  it('propose the primary contact as who signs', async () => {
    const { at, contactId } = await employer();
    const values = (await coordinator.get(`${at}/sign`)).form('signatoryName').values;
    expect(values['contactId']).toBe(contactId);
  });

  it('say what the stage becomes: one that takes part stays Active', async () => {
    const { at, id } = await employer('2025-03-01');
    const form = async () => (await (await coordinator.get(at)).follow('Renew')).words;
    expect(await form()).toContain('becomes Signed');
    await write((tx) => web.app.get(Employers).moveStage(tx, web.world.areaId, id, 'active', actor));
    expect(await form()).toContain('stays Active');
    expect(await form()).not.toContain('becomes Signed');
  });

  it('take the end of a signature back, from here and from the timeline', async () => {
    const { at, id, name } = await employer('2025-03-01');
    const register = async () => (await web.visitor().get('/network/calderdale/register')).words;
    const ended = async () =>
      (await (await coordinator.get(at)).follow('Mark as lapsed or withdrawn'))
        .form('reason')
        .fill({ how: 'withdrawn', reason: 'They asked to leave' })
        .submit();
    const reason = 'It was the wrong employer';
    const none = await (await ended()).form(/end\/undo/).submit();
    expect([none.status, none.words]).toEqual([422, expect.stringContaining('10 to 300 characters')]);
    const back = await (await coordinator.get(at))
      .form(/end\/undo/)
      .fill({ reason })
      .submit();
    expect(back.words).toContain('holds again');
    expect(await stageOf(id)).toBe('signed');
    expect(await register()).toContain(name);
    await ended();
    expect(await register()).not.toContain(name);
    const record = await coordinator.get(`/employers/${id}`);
    await (await record.follow(/^Undo/))
      .form(/end\/undo/)
      .fill({ reason })
      .submit();
    expect(await register()).toContain(name);
    const after = await coordinator.get(`/employers/${id}`);
    expect(after.all('a[href$="charter#undo"]')).toHaveLength(0);
    expect(after.words).toContain(`The end of the signature was undone: ${reason}`);
  });

  it('offer no move by hand that would stand against the charter', async () => {
    const { id } = await employer('2025-03-01');
    const record = await coordinator.get(`/employers/${id}`);
    expect(record.all('#stage option').map((o) => o.text)).toEqual(['Active']);
    expect(record.words).toContain('Signed, Review due and Lapsed follow from the charter');
    const form = { stage: 'lapsed', _csrf: String(record.form('stage').values['_csrf']) };
    const body = new URLSearchParams(form).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const refused = await coordinator.send(`/employers/${id}/stage`, { method: 'POST', body, headers });
    expect([refused.status, await stageOf(id)]).toEqual([422, 'signed']);
  });

  it('say of the public list only what is true of those whose review is overdue', async () => {
    const { id, name } = await employer('2022-01-15');
    expect(await stageOf(id)).toBe('review_due');
    const register = (await web.visitor().get('/network/calderdale/register')).words;
    expect(register).toContain(name);
    expect(register).not.toMatch(/stand by it today|Each employer looks/);
    expect(register).toContain('one whose review is due stays on this list until it renews or leaves');
  });

  it('say of a sample area that nobody on its public list has really signed', async () => {
    const register = async () => (await web.visitor().get('/network/calderdale/register')).words;
    expect(await register()).not.toContain('sample, made to try the program');
    await web.world.owner(`UPDATE area SET name = 'Calderdale (sample)' WHERE id = $1`, [web.world.areaId]);
    expect(await register()).toContain('Nobody on this list has really signed.');
    await web.world.owner(`UPDATE area SET name = 'Calderdale' WHERE id = $1`, [web.world.areaId]);
  });

  it('end a signature with a reason, and only with one', async () => {
    const { at, id, name } = await employer('2024-11-01');
    const asking = await (await coordinator.get(at)).follow('Mark as lapsed or withdrawn');
    expect(asking.words).toContain('It leaves the public register.');
    expect(asking.words).toContain('You can undo this for 30 days.');
    const again = await asking.form('reason').submit();
    expect(again.status).toBe(422);
    expect(again.words).toContain('Choose how it ends');
    expect(again.words).toContain('Say why, in 10 to 300 characters');
    const half = await again.form('reason').fill({ how: 'lapsed' }).submit();
    expect(half.form('reason').values).toMatchObject({ how: 'lapsed' });
    const ended = await half.form('reason').fill({ reason: 'No review after two letters' }).submit();
    expect(ended.words).toContain('The signature has lapsed.');
    expect(ended.words).toContain('No review after two letters');
    expect(await stageOf(id)).toBe('lapsed');
    const list = (await coordinator.get('/charter?show=ended')).words;
    expect(list).toContain(name);
    expect((await coordinator.get('/charter')).words).not.toContain(name);
    expect((await web.visitor().get('/network/calderdale/register')).words).not.toContain(name);
  });

  it('show reviews by what is due: overdue, today, coming, not those later', async () => {
    const [late, today, soon, later] = [
      await employer('2024-11-20'),
      await employer('2024-11-24'),
      await employer('2025-01-10'),
      await employer('2025-06-01'),
    ];
    const page = await coordinator.get('/charter?show=reviews');
    const row = (name: string) => page.all('tbody tr').find((r) => r.text.includes(name))?.text ?? '';
    expect(row(late.name)).toContain('4 days overdue');
    expect(row(today.name)).toContain('Today');
    expect(row(soon.name)).toContain('10 Jan 2027');
    expect(row(later.name)).toBe('');
  });

  it('search by name, here and on the public register', async () => {
    const { name } = await employer('2026-01-05', 'Ärmel & Søn <b>(sample)');
    expect((await coordinator.get(`/charter?q=${encodeURIComponent('& søn')}`)).all('tbody tr')).toHaveLength(
      1,
    );
    const found = await web.visitor().get(`/network/calderdale/register?q=${encodeURIComponent('ärmel')}`);
    expect(found.words).toContain('1 employer with');
    expect(found.text).not.toContain('<b>(sample)');
    const none = await web.visitor().get('/network/calderdale/register?q=zzzz');
    expect(none.words).toContain('Try a shorter part of the name');
    expect(name).toContain('Søn');
  });

  it('show a partner that it signed and the month of its review, not by whom', async () => {
    const { at, id, name } = await employer('2025-01-10');
    const partner = await web.signedIn({ role: 'partner', agency: 'jcp' });
    const list = await partner.get('/charter');
    expect(list.words).toContain(name);
    expect(list.words).toContain('Jan 2027');
    expect(list.words).not.toMatch(/Max Mockup|10 Jan 2027/);
    // The first page and the timeline keep to the same fields.
    const today = await partner.get('/today');
    expect(today.words).toMatch(new RegExp(`Review due.*${name.replace(/[()]/g, '.')} ?Jan 2027`));
    expect(today.words).not.toMatch(/Max Mockup|10 Jan(uary)? 2027/);
    await write(async (tx) => {
      const charters = web.app.get(Charters);
      const [charter] = await charters.ofEmployer(tx, web.world.areaId, id);
      const reason = 'Nobody there answers the telephone';
      await charters.end(tx, web.world.areaId, charter!.id, { how: 'lapsed', reason }, actor);
    });
    expect((await coordinator.get(`/employers/${id}`)).words).toContain('Nobody there answers');
    const theirs = await partner.get(`/employers/${id}`);
    expect(theirs.words).toContain('Moved from Signed to Lapsed');
    expect(theirs.words).not.toContain('Nobody there answers');
    const record = await partner.get(at);
    expect(record.words).not.toMatch(/Max Mockup|Six values|Renew|Mark as lapsed/);
    expect((await partner.get(`${at}/sign`)).status).toBe(403);
  });

  it('are closed to commissioners, and another area’s employer is not there', async () => {
    const { at, id } = await employer('2025-03-01');
    const commissioner = await web.signedIn({ role: 'commissioner' });
    expect((await commissioner.get('/charter')).status).toBe(403);
    const other = await web.signedIn({ role: 'coordinator', areaId: web.world.secondAreaId });
    expect([(await other.get(at)).status, (await other.get(`${at}/sign`)).status]).toEqual([404, 404]);
    const mine = await employer();
    const form = (await coordinator.get(`${at}/end`)).form('reason').values;
    const body = new URLSearchParams({ ...form, how: 'lapsed', reason: 'wrong address' }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const sent = await coordinator.send(`${mine.at}/end`, { method: 'POST', body, headers });
    expect([sent.status, await stageOf(id)]).toEqual([404, 'signed']);
  });

  it('answer programs with a token, and never without', async () => {
    const { id } = await employer('2025-03-01');
    const { userId } = await web.person({ role: 'coordinator' });
    const { token } = await web.world.db.write([], (tx) =>
      web.app
        .get(Tokens)
        .create(tx, { name: 'test', userId, scopes: ['charter:read'], areaIds: [web.world.areaId] }),
    );
    const ask = (path: string, bearer?: string) =>
      fetch(web.url + path, { headers: bearer ? { authorization: `Bearer ${bearer}` } : {} });
    expect((await ask('/api/charters')).status).toBe(401);
    const all = (await (await ask('/api/charters', token)).json()) as {
      charters: { id: string; employerId: string }[];
    };
    const mine = all.charters.find((c) => c.employerId === id)!;
    expect(mine).toMatchObject({
      signedOn: '2025-03-01',
      reviewDueOn: '2027-03-01',
      endedOn: null,
      version: '2',
    });
    expect(await (await ask(`/api/charters/${mine.id}`, token)).json()).toEqual(mine);
    const before = (await (await ask('/api/charters?on=2025-02-28', token)).json()) as typeof all;
    expect(before.charters.some((c) => c.employerId === id)).toBe(false);
    const wrong = await ask('/api/charters?on=soon', token);
    expect([wrong.status, wrong.headers.get('content-type')]).toEqual([
      422,
      expect.stringContaining('application/problem+json'),
    ]);
  });

  it('answer a partner’s program with that it signed and the month of its review, no more', async () => {
    const { id } = await employer('2025-03-01');
    const { userId } = await web.person({ role: 'partner', agency: 'jcp' });
    const { token } = await web.world.db.write([], (tx) =>
      web.app
        .get(Tokens)
        .create(tx, { name: 'test', userId, scopes: ['charter:read'], areaIds: [web.world.areaId] }),
    );
    const headers = { authorization: `Bearer ${token}` };
    const all = (await (await fetch(`${web.url}/api/charters`, { headers })).json()) as {
      charters: { employerId: string }[];
    };
    expect(all.charters.find((c) => c.employerId === id)).toEqual({
      employerId: id,
      employerName: expect.any(String),
      signedOn: '2025-03-01',
      status: 'holds',
      reviewDueMonth: '2027-03',
    });
  });

  it('have no axe violations and fit 320 px', async () => {
    const { at } = await employer('2024-11-20');
    const unsigned = await employer();
    const addresses = [
      `${at}/end`,
      '/charter',
      '/charter?show=reviews',
      '/charter?show=ended',
      '/charter?q=zzzz',
      at,
      unsigned.at,
      `${at}/sign`,
      `${unsigned.at}/sign`,
      '/network/calderdale/register',
      '/network/calderdale/register?q=zzzz',
    ];
    for (const width of [1280, 320]) {
      const context = await browser.newContext({ viewport: { width, height: 900 } });
      await comeIn(context, coordinator);
      const page = await context.newPage();
      for (const address of addresses) {
        await page.goto(web.url + address);
        expect([address, width, await axe(page), await overflow(page)]).toEqual([address, width, [], 0]);
      }
      for (const form of [`${unsigned.at}/sign`, `${at}/end`]) {
        await page.goto(web.url + form);
        if (form.endsWith('sign')) await page.selectOption('#contactId', '');
        await page.click('main button[type=submit]');
        expect(await page.title()).toMatch(/^Error: /);
        expect([form, width, await axe(page), await overflow(page)]).toEqual([form, width, [], 0]);
      }
      await context.close();
    }
  }, 120_000);
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Type } from '@nestjs/common';
import type { Browser, Page as BrowserPage } from 'playwright-core';
import { Tokens } from '#access';
import { PersonalLinks } from '#mail-templates';
import { newId } from '#platform';
import { Answering, DueWaves } from '#surveys';
import {
  answer,
  invitationOf,
  type SurveyWorld,
  sentSurvey,
  signatory,
} from '../integration/surveys/world.js';
import { axe, comeIn, launchBrowser, overflow } from '../support/browser.js';
import type { Page, Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

let web: TestWeb;
let world: SurveyWorld;
let browser: Browser;
let coordinator: Visitor;

beforeAll(async () => {
  web = await testWeb();
  world = { ...web.world, get: <T>(what: Type<T>) => web.app.get(what, { strict: false }) };
  browser = await launchBrowser();
  coordinator = await web.signedIn({ role: 'coordinator' });
});
afterAll(async () => {
  await browser?.close();
  await web?.close();
});

/** The link in an employer's mail of a wave. */
const linkOf = async (waveId: string, employerId: string): Promise<string> => {
  const [mail] = await web.world.owner<{ data: { link: string } }>(
    'SELECT data FROM message WHERE campaign = $1 AND employer_id = $2',
    [`wave:${waveId}`, employerId],
  );
  return new URL(web.app.get(PersonalLinks).open(mail!.data).link).pathname;
};
let n = 0;
/** An employer of its own that was just asked. */
const asked = async (more: Parameters<typeof signatory>[2] = {}) => {
  web.world.clock.set('2026-11-24T09:00:00Z');
  const name = `Hebble Textiles ${++n} (sample)`;
  const made = await signatory(world, name, { email: `robin${n}@employer.example`, ...more });
  const waveId = await sentSurvey(world);
  return { ...made, name, waveId, link: await linkOf(waveId, made.employerId) };
};
const go = (page: Page, fields: Record<string, string | string[] | undefined> = {}) =>
  page.form('Save and continue').fill(fields).submit('Save and continue');
const back = (page: Page, fields: Record<string, string | string[] | undefined> = {}) =>
  page.form('later').fill(fields).submit(/^Back/);
const heading = (page: Page) => page.one('h1').text.trim();
const answerRows = (employerId: string) =>
  web.world.owner<{ status: string; items: Record<string, unknown>; late: boolean }>(
    'SELECT status, items, late FROM answer WHERE employer_id = $1',
    [employerId],
  );

describe('planning and sending a survey', () => {
  it('shows names, count and who is left out, and sends to exactly those', async () => {
    const kirklees = await web.signedIn({ role: 'coordinator', areaId: web.world.secondAreaId });
    await signatory(world, 'Ash (sample)', {}, web.world.secondAreaId);
    await signatory(world, 'Birch (sample)', { email: null }, web.world.secondAreaId);
    const form = (await (await kirklees.get('/surveys')).follow('New survey')).form('title');
    expect(form.values).toMatchObject({ openDays: '21', lateDays: '14', followUpMonths: '6' });
    const again = await form.fill({ openDays: 'three weeks' }).submit();
    expect(again.status).toBe(422);
    expect(again.title).toMatch(/^Error: /);
    expect(again.one('#title-error').text).toContain('Enter a title');
    expect(again.form('title').values).toMatchObject({ openDays: 'three weeks' });
    const send = await again.form('title').fill({ title: 'Employer survey 2026', openDays: '21' }).submit();
    expect(send.words).toContain('Ash (sample) Contact');
    expect(send.words).toContain('Birch (sample) The primary contact has no usable email address');
    expect(send.words).toContain('Monday 14 December 2026');
    // Somebody signs while the page is open: the count shown is not the count there is.
    await signatory(world, 'Cedar (sample)', {}, web.world.secondAreaId);
    const changed = await send.form('Send to 1 person now').submit();
    expect(changed.status).toBe(409);
    expect(changed.words).toContain('You were shown 1; it would be 2 now. Nothing was sent.');
    const sent = await changed.form('Send to 2 people now').submit();
    expect(sent.words).toContain('Sent: the emails to 2 people are on their way.');
    expect(sent.words).toContain('0 of 2');
    const list = await kirklees.get('/surveys');
    expect(list.words).toContain('Opens by itself on 24 May 2027');
    // What was sent is not sent again by an old page.
    const twice = await changed.form('Send to 2 people now').submit();
    expect(twice.status).toBe(409);
    expect(twice.words).toContain('already been sent');
  });

  it('shows whose mail would be held for its words before it is sent, with a way to the words', async () => {
    const areaId = web.world.secondAreaId;
    const kirklees = await web.signedIn({ role: 'coordinator', areaId });
    const plan = async () =>
      (await kirklees.get('/surveys/new')).form('title').fill({ title: 'Once more' }).submit();
    expect((await plan()).words).not.toContain('would be held');
    const { employerId } = await signatory(world, 'Nameless (sample)', {}, areaId);
    await web.world.owner(`UPDATE contact SET name = '' WHERE employer_id = $1`, [employerId]);
    const send = await plan();
    expect(send.words).toContain('1 email would be held: the template asks for something it does not have');
    expect(send.words).toContain('Nameless (sample): Name of the person it goes to');
    // Staff's words may do without the name; words that do not fit let nobody's mail go.
    const write = (number: number, subject: string, body: string) =>
      web.world.owner(
        `INSERT INTO mail_template (id, area_id, mail, number, own, subject, body, because, note, created_at, created_by)
         VALUES ($1, $2, 'surveys.survey-invitation', $3, false, $4, $5, 'Because.', '', $6, '{"kind":"user"}')`,
        [newId(), areaId, number, subject, body, web.world.clock.now()],
      );
    await write(1, 'A survey for {{employer}}', '[Answer]({{link}})');
    expect((await plan()).words).not.toContain('would be held');
    await write(2, 'A survey for {{nickname}}', '[Answer]({{link}})');
    const broken = await plan();
    expect(broken.words).toContain('No email would go');
    expect((await broken.follow('Correct the template “Survey invitation”')).words).toContain(
      'This template has a mistake',
    );
    await write(3, 'A survey for {{employer}}', '[Answer]({{link}})');
    await web.world.owner('DELETE FROM charter WHERE employer_id = $1', [employerId]);
  });

  it('is for coordinators: others see what the matrix gives them', async () => {
    const { waveId } = await asked();
    const regional = await web.signedIn({ role: 'regional_lead' });
    expect((await regional.get(`/surveys/waves/${waveId}`)).status).toBe(200);
    expect((await regional.get(`/surveys/waves/${waveId}`)).words).not.toContain('Contact');
    expect((await regional.get('/surveys/new')).status).toBe(403);
    const commissioner = await web.signedIn({ role: 'commissioner' });
    const summary = await commissioner.get('/surveys');
    expect(summary.words).toContain('Employer survey');
    expect(summary.words).not.toMatch(/State|Open\b/);
    expect((await commissioner.get(`/surveys/waves/${waveId}`)).status).toBe(403);
    expect((await (await web.signedIn({ role: 'partner', agency: 'jcp' })).get('/surveys')).status).toBe(403);
    const other = await web.signedIn({ role: 'coordinator', areaId: web.world.secondAreaId });
    const surveyId = (
      await web.world.owner<{ survey_id: string }>('SELECT survey_id FROM wave WHERE id = $1', [waveId])
    )[0]!.survey_id;
    for (const path of [
      `waves/${waveId}`,
      `waves/${waveId}/send`,
      `waves/${waveId}/delete`,
      `${surveyId}/results`,
    ])
      expect((await other.get(`/surveys/${path}`)).status).toBe(404);
  });

  it('lets a partner read an answer only where its employer agreed, and never its words', async () => {
    const partner = await web.signedIn({ role: 'partner', agency: 'jcp' });
    const read = async (share: string) => {
      const { waveId, employerId, link } = await asked();
      const visitor = web.visitor();
      await go(await visitor.get(`${link}/q/std_talk`), { std_talk: '3', std_talk__comment: 'Most teams' });
      const invitation = await invitationOf(world, waveId, employerId);
      await world.get(Answering).save(web.world.areaId, invitation, 'share', { share });
      await go(await visitor.get(`${link}/q/role`));
      await world.get(Answering).submit(web.world.areaId, invitation);
      const [row] = await web.world.owner<{ id: string }>('SELECT id FROM answer WHERE invitation_id = $1', [
        invitation,
      ]);
      return partner.get(`/surveys/answers/${row!.id}`);
    };
    const named = await read('named');
    expect(named.words).toContain('In place:');
    expect(named.words).not.toContain('Most teams');
    expect((await read('totals')).status).toBe(404);
  });

  it('can be changed and deleted until it is sent, which is asked about and said', async () => {
    await asked();
    const sam = await web.signedIn({ role: 'coordinator' });
    const send = await (await sam.get('/surveys/new')).form('title').fill({ title: 'Planed twice' }).submit();
    expect(send.words).toMatch(
      /Some of these employers are being asked by another survey ?\d+ employers? by Employer survey/,
    );
    // Where a draft lands once it is planned, and on its own page.
    expect((await send.follow('Delete')).words).toContain('Delete Planed twice?');
    const draft = await sam.get(new URL(send.url).pathname.replace('/send', ''));
    const form = (await draft.follow('Change')).form('title');
    expect(form.values).toMatchObject({ title: 'Planed twice', openDays: '21' });
    expect((await form.fill({ title: '' }).submit()).status).toBe(422);
    const changed = await form.fill({ title: 'Planned twice', openDays: '14' }).submit();
    expect(changed.words).toContain('Baseline: Planned twice');
    const confirm = await changed.follow('Delete');
    expect(confirm.words).toContain('Nobody was asked, so no answers and no emails are lost');
    const refused = await confirm.form('reason').submit();
    expect(refused.status).toBe(422);
    const list = await refused.form('reason').fill({ reason: 'Planned twice' }).submit();
    expect(list.words).toContain('The draft is deleted');
    expect(list.words).not.toContain('Planned twice');
    const sent = (await asked()).waveId;
    expect((await sam.get(`/surveys/waves/${sent}/delete`)).status).toBe(409);
  });

  it('counts nobody as asked whose email is held or was not sent, here and on the timeline', async () => {
    const { employerId, waveId, name } = await asked();
    const mailIs = (state: string) =>
      web.world.owner(
        `UPDATE message SET state = $3, reason = 'Because.', settled_at = CASE $3 WHEN 'expired' THEN created_at END
          WHERE campaign = $1 AND employer_id = $2`,
        [`wave:${waveId}`, employerId, state],
      );
    const sam = await web.signedIn({ role: 'coordinator' });
    const page = async () => (await sam.get(`/surveys/waves/${waveId}`)).words;
    const record = async () => (await sam.get(`/employers/${employerId}?show=surveys`)).words;
    const count = Number(/0 of (\d+)/.exec(await page())![1]);
    expect(await record()).toContain('Asked to answer the survey');
    await mailIs('held');
    expect(await page()).toContain(`0 of ${count - 1}have`);
    expect(await page()).toContain('1 more employer is not asked yet: its email is held.');
    expect(await page()).toMatch(new RegExp(`${name.replace(/[()]/g, '.')}.{0,50}Not asked yet`));
    expect(await record()).toContain('To be asked to answer the survey Invitation by email, held');
    const line = (await sam.get('/surveys')).all('tbody tr').find((row) => row.innerHTML.includes(waveId))!;
    expect(line.querySelectorAll('.num').map((one) => one.text)).toEqual([String(count - 1), '0']);
    await mailIs('expired');
    expect(await page()).toContain('1 employer was not asked: its email was not sent.');
    expect(await record()).toContain('Not asked to answer the survey Its email was not sent');
    // Whoever came by the link all the same was asked.
    await answer(world, await invitationOf(world, waveId, employerId));
    expect(await page()).toContain(`1 of ${count}have`);
    expect(await record()).toContain('Asked to answer the survey');
  });

  it('shows no rate while answers can still come', async () => {
    const { waveId, employerId } = await asked();
    await answer(world, await invitationOf(world, waveId, employerId));
    const sam = await web.signedIn({ role: 'coordinator' });
    const open = await sam.get(`/surveys/waves/${waveId}`);
    expect(open.words).toMatch(/1 of \d+ ?have answered/);
    expect(open.words).not.toMatch(/%|interval/);
  });

  it('tells programs how a wave stands, never an answer', async () => {
    const { waveId, employerId } = await asked();
    await answer(world, await invitationOf(world, waveId, employerId));
    const asking = async (role: 'coordinator' | 'commissioner') => {
      const { userId } = await web.person({ role });
      const { token } = await web.world.db.write([], (tx) =>
        web.app.get(Tokens).create(tx, {
          name: 'test',
          userId,
          scopes: ['survey_wave:read'],
          areaIds: [web.world.areaId],
        }),
      );
      return async (path: string) =>
        (await fetch(web.url + path, { headers: { authorization: `Bearer ${token}` } })).json() as Promise<
          Record<string, unknown>
        >;
    };
    const ask = await asking('coordinator');
    const list = (await ask('/api/surveys/waves'))['waves'] as { id: string; answered: number }[];
    expect(list.find((one) => one.id === waveId)).toMatchObject({
      kind: 'baseline',
      state: 'open',
      opensOn: '2026-11-24',
      closesOn: '2026-12-14',
      answered: 1,
    });
    expect(await ask(`/api/surveys/waves/${waveId}`)).toMatchObject({
      answered: 1,
      responseRate: expect.any(Number),
    });
    expect(JSON.stringify(await ask(`/api/surveys/waves/${waveId}`))).not.toMatch(/std_|Contact/);
    // Whoever may read only figures gets the fields of the matrix and no others.
    const waves = (await (await asking('commissioner'))('/api/surveys/waves'))['waves'] as object[];
    expect(waves).not.toEqual([]);
    for (const wave of waves)
      expect(Object.keys(wave).sort()).toEqual(['answered', 'closesOn', 'invited', 'opensOn', 'title']);
  });
});

describe('answering by link', () => {
  it('goes page by page without script, keeps what one leaves, and only thanks once sent', async () => {
    const { link, employerId, name } = await asked({ sector: 'public_other' });
    const phone = web.visitor();
    const start = await phone.get(link);
    expect(start.words).toContain('open until the end of Monday 14 December 2026');
    const about = await start.follow('Start');
    expect(about.form('role').values).toMatchObject({
      role: 'hr',
      org_type: 'public_other',
      headcount_band: 'n10_49',
    });
    expect(await answerRows(employerId)).toEqual([]);

    let page = await go(about);
    expect(page.words).toContain('Page 2 of 19. About 7 minutes left');
    page = await go(page, { std_plan: '2' });
    page = await go(page);
    expect(heading(page)).toBe('Talking about it, and adjusting the work');
    expect((await back(page)).words).toContain('Page 3 of 19');
    const later = await page
      .form('later')
      .fill({ std_talk: '3', std_talk__comment: 'Most teams' })
      .submit('Save and come back later');
    expect(heading(later)).toBe('Your answers are saved');

    // Another browser, the same link: on where one stopped.
    const laptop = web.visitor();
    const again = await laptop.get(link);
    expect(again.words).toContain('What you answered before is saved');
    page = await again.follow('Go on');
    expect(page.words).toContain('Page 5 of 19');
    const third = await back(page);
    expect(third.form('std_talk').values).toMatchObject({ std_talk: '3', std_talk__comment: 'Most teams' });

    while (/Page ([2-9]|1[01]) of/.test(page.words)) page = await go(page);
    expect(page.all('fieldset')).toHaveLength(4);
    page = await go(page, { att_recruit: 'dk' });
    page = await go(page, { barriers: ['cost', 'other'], barriers__other: 'Parking' });
    const wrong = await go(await go(await go(await go(page))), { gap_kinds: ['found', 'peer'] });
    expect(wrong.status).toBe(422);
    expect(wrong.one('.govuk-error-summary a[href="#gap_kinds"]').text).toContain('on its own');
    expect(wrong.all('input[name="gap_kinds"][checked]').map((one) => one.getAttribute('value'))).toEqual([
      'peer',
      'found',
    ]);
    page = await go(wrong, { gap_kinds: ['peer'] });
    expect(heading(page)).toBe('What would have helped most?');
    page = await go(page, { gap_text: 'A phone number' });
    // The last question needs an answer; one may go and look all the same.
    const unanswered = await go(page);
    expect(unanswered.status).toBe(422);
    const check = await laptop.get(`${link}/check`);
    expect(heading(check)).toBe('Check your answers');
    expect(check.words).toContain('Something else: Parking');
    expect(check.words).toContain('In place:');

    const refused = await check.form('Send your answers').submit();
    expect(refused.status).toBe(422);
    expect(refused.one('.govuk-error-summary').text).toContain('May we share your organisation');
    const sharing = await refused.follow(/^Answer May we share/);
    const ready = await sharing.form('share').fill({ share: 'named' }).submit('Save and continue');
    expect(heading(ready)).toBe('Check your answers');
    const changed = await (await ready.follow(/^Change A plan/))
      .form('std_plan')
      .fill({ std_plan: '4' })
      .submit('Save and continue');
    const thanks = await changed.form('Send your answers').submit();
    expect(heading(thanks)).toBe('Thank you');
    expect(thanks.words).toContain(name);
    expect(await answerRows(employerId)).toEqual([
      {
        status: 'complete',
        late: false,
        items: expect.objectContaining({
          std_plan: 4,
          std_talk: 3,
          share: 'named',
          att_recruit: 'dk',
          gap_kinds: ['peer'],
        }),
      },
    ]);
    for (const path of ['', '/check', '/q/std_plan', '/saved'])
      expect(heading(await laptop.get(link + path))).toBe('Thank you');
    expect(heading(await go(wrong, { gap_kinds: 'found' }))).toBe('Thank you');

    // Long after: the link has run out, and still says that they were received.
    const link0 = await web.world.owner<{ at: string }>(
      `UPDATE link_token SET expires_at = '2026-11-01' WHERE purpose = 'survey, employer' AND subject_id =
         (SELECT id FROM invitation WHERE employer_id = $1) RETURNING expires_at::text AS at`,
      [employerId],
    );
    expect(link0).toHaveLength(1);
    const late = await laptop.get(link);
    expect([late.status, heading(late)]).toEqual([410, 'This survey has closed']);
    expect(late.words).toContain('We have your answers');
    expect(late.words).not.toContain('not counted');

    const read = await (
      await coordinator.get(
        `/surveys/waves/${(await web.world.owner<{ wave_id: string }>('SELECT wave_id FROM answer WHERE employer_id = $1', [employerId]))[0]!.wave_id}`,
      )
    ).follow(`Read the answer of ${name}`);
    expect(read.words).toContain('A phone number');
    expect(read.words).toContain('Most teams');
  });

  it('changes nothing by being opened, however often', async () => {
    const { link, employerId } = await asked();
    const before = await web.world.owner('SELECT state FROM invitation WHERE employer_id = $1', [employerId]);
    for (const path of ['', '/q/role', '/q/std_plan', '/check', '/saved', '/q/std_plan?from=check'])
      for (const method of ['GET', 'HEAD']) {
        const opened = await fetch(web.url + link + path, { method });
        expect([path, opened.status]).toEqual([path, 200]);
        expect(opened.headers.get('cache-control')).toBe('no-store');
        expect(opened.headers.get('referrer-policy')).toBe('no-referrer');
      }
    expect(await answerRows(employerId)).toEqual([]);
    expect(
      await web.world.owner('SELECT state FROM invitation WHERE employer_id = $1', [employerId]),
    ).toEqual(before);
  });

  it('hides what does not apply and leads past it', async () => {
    const { link } = await asked();
    const visitor = web.visitor();
    const page = await go(await visitor.get(`${link}/q/role`));
    expect(page.words).toContain('Page 2 of 19');
    expect(heading(await visitor.get(`${link}/q/enh_lead`))).toBe('Check your answers');
    expect((await visitor.get(`${link}/q/nothing`)).status).toBe(200);
  });

  it('takes late answers until the last counting day, then says kindly that it is over', async () => {
    const { link, employerId } = await asked();
    const visitor = web.visitor();
    web.world.clock.set('2026-12-20T12:00:00Z');
    expect((await visitor.get(link)).words).toContain(
      'Answers still count until the end of Monday 28 December 2026',
    );
    const page = await visitor.get(`${link}/q/std_plan`);
    web.world.clock.set('2026-12-29T00:00:00Z');
    const over = await go(page, { std_plan: '2' });
    expect(over.status).toBe(410);
    expect(heading(over)).toBe('This survey has closed');
    expect(over.words).toContain('ask the Mindful Employer coordinator');
    expect(await answerRows(employerId)).toEqual([]);
    expect((await visitor.get(link)).status).toBe(410);
    web.world.clock.set('2026-11-24T09:00:00Z');
  });

  it('says what to do at a wrong link', async () => {
    const page = await web.visitor().get('/s/not-a-real-token-at-all');
    expect(page.status).toBe(404);
    expect(page.words).toContain('Look for a newer email from us');
  });

  it('keeps a comment that is too long in the field, with the message', async () => {
    const { link } = await asked();
    const long = 'x'.repeat(601);
    const again = await go(await web.visitor().get(`${link}/q/std_plan`), {
      std_plan: '2',
      std_plan__comment: long,
    });
    expect(again.status).toBe(422);
    expect(again.form('std_plan').values).toMatchObject({ std_plan: '2', std_plan__comment: long });
    expect(again.one('#std_plan__comment-error').text).toContain(
      'Shorten your comment on “A plan for mental health at work” to 600 characters; it has 601',
    );
    expect(again.words).toContain('You can enter up to 600 characters');
  });
});

describe('what a page asks for', () => {
  it('is asked on that page, with all that was typed kept, and never in the way of going back or coming later', async () => {
    const { link } = await asked({ sector: 'private' });
    const visitor = web.visitor();
    const first = await visitor.get(`${link}/q/role`);
    expect(first.words).toContain('We need an answer to this one.');
    const refused = await go(first, { role: undefined, role__other: 'Chaplain', org_type: 'third' });
    // Words beside "Another role" say that it is meant.
    expect(heading(refused)).toContain('A plan for mental health at work');
    expect((await visitor.get(`${link}/q/role`)).form('role').values).toMatchObject({
      role: 'other',
      role__other: 'Chaplain',
      org_type: 'third',
    });
    const both = await go(await visitor.get(`${link}/q/role`), { role: 'hr', role__other: 'Chaplain' });
    expect(both.status).toBe(422);
    expect(both.one('.govuk-error-summary a[href="#role__other"]').text).toContain(
      'You chose “Human resources” and wrote beside “Another role”',
    );
    expect(both.form('role').values).toMatchObject({ role: 'hr', role__other: 'Chaplain' });

    const share = await visitor.get(`${link}/q/share`);
    const empty = await go(share);
    expect(empty.status).toBe(422);
    expect(empty.title).toMatch(/^Error: /);
    expect(empty.one('#share-error').text).toContain('Choose an answer to “May we share');
    expect(empty.all('input#share')).toHaveLength(1);
    expect(heading(await back(empty))).toContain('What help did you look for');
    expect(heading(await empty.form('later').submit('Save and come back later'))).toBe(
      'Your answers are saved',
    );
    // From the check page it is no other.
    expect((await go(await visitor.get(`${link}/q/share?from=check`))).status).toBe(422);
    expect(heading(await back(await visitor.get(`${link}/q/share?from=check`)))).toBe('Check your answers');
  });

  it('stays when one goes back, even what cannot be sent like this, and is looked at before it is sent', async () => {
    const { link } = await asked({ sector: 'private' });
    const visitor = web.visitor();
    await go(await visitor.get(`${link}/q/role`));
    const before = await back(await visitor.get(`${link}/q/std_aware`), { std_aware: '3' });
    expect(heading(before)).toContain('A plan for mental health at work');
    expect((await go(before)).form('std_aware').values).toMatchObject({ std_aware: '3' });
    expect(heading(await back(await visitor.get(`${link}/q/role`)))).toBe(
      'Mental health at work: where your organisation is now',
    );
    const long = 'x'.repeat(700);
    await back(await visitor.get(`${link}/q/std_talk`), { std_talk: '2', std_talk__comment: long });
    expect((await visitor.get(`${link}/q/std_talk`)).form('std_talk').values).toMatchObject({
      std_talk__comment: long,
    });
    await go(await visitor.get(`${link}/q/share`), { share: 'totals' });
    const refused = await (await visitor.get(`${link}/check`)).form('Send your answers').submit();
    expect(refused.status).toBe(422);
    expect(refused.one('.govuk-error-summary a[href="#std_talk"]').text).toContain('Shorten your comment on');
    // The link of the summary leads to something that takes the focus.
    expect(refused.one('a#std_talk').text).toContain('Change');
  });

  it('says what is optional, how long it takes, and only what is true', async () => {
    const { link, waveId, employerId } = await asked({ sector: 'private' });
    const start = await web.visitor().get(link);
    expect(start.words).toContain('It takes about 8 minutes.');
    expect(start.words).toContain('Nobody else sees it.');
    const plan = await web.visitor().get(`${link}/q/std_plan`);
    expect(plan.words).toContain('A plan for mental health at work (optional)');
    await answer(world, await invitationOf(world, waveId, employerId));
    const thanks = await web.visitor().get(link);
    expect(thanks.words).toContain('In about 6 months we will ask again');
    expect(thanks.words).not.toMatch(/summary|reply/);
    expect(thanks.words).toContain('If you have a question, ask the Mindful Employer coordinator in');
    const setReplyTo = (value: string) =>
      web.world.owner('UPDATE area SET settings = settings || $2::jsonb WHERE id = $1', [
        web.world.areaId,
        JSON.stringify({ replyTo: value }),
      ]);
    await setReplyTo('wellatwork@council.example');
    const told = await web.visitor().get(link);
    expect(told.words).toContain('reply to our email');
    await web.world.owner(`UPDATE area SET settings = settings - 'replyTo' WHERE id = $1`, [
      web.world.areaId,
    ]);
  });
});

describe('with script', () => {
  it('opens a field with its choice and lets "none" stand alone', async () => {
    const { link } = await asked();
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${web.url}${link}/q/barriers`);
    const words = page.getByLabel('Say what');
    expect(await words.isVisible()).toBe(false);
    await page.getByLabel('Something else').check();
    expect(await words.isVisible()).toBe(true);
    await page.getByLabel('Nothing holds us back').check();
    expect(await page.getByLabel('Something else').isChecked()).toBe(false);
    await context.close();
  });
});

describe('the results', () => {
  /** A survey of its own area with 14 asked, 13 and 11 answers. */
  const compared = async () => {
    const areaId = web.world.secondAreaId;
    web.world.clock.set('2026-11-24T09:00:00Z');
    const made = [];
    for (let i = 0; i < 14; i++)
      made.push(await signatory(world, `Firm ${String(i).padStart(2, '0')} (sample)`, {}, areaId));
    const baseline = await sentSurvey(world, areaId);
    for (const one of made.slice(0, 13))
      await answer(world, await invitationOf(world, baseline, one.employerId), 2, areaId);
    web.world.clock.set('2027-05-24T09:00:00Z');
    await world.get(DueWaves).run();
    const [next] = await web.world.owner<{ id: string; survey_id: string }>(
      'SELECT id, survey_id FROM wave WHERE follows_wave_id = $1',
      [baseline],
    );
    for (const [i, one] of made.slice(0, 11).entries())
      await answer(world, await invitationOf(world, next!.id, one.employerId), i < 9 ? 3 : 2, areaId);
    return { baseline, followUp: next!.id, surveyId: next!.survey_id, made };
  };
  let survey: Awaited<ReturnType<typeof compared>>;
  let kirklees: Visitor;
  beforeAll(async () => {
    survey = await compared();
    kirklees = await web.signedIn({ role: 'coordinator', areaId: web.world.secondAreaId });
  }, 60_000);

  it('show the matched change in words, figures and two drawings, and who did not come back', async () => {
    const page = await kirklees.get(`/surveys/${survey.surveyId}/results`);
    expect(heading(page)).toBe('What changed between November 2026 and May 2027');
    expect(page.words).toContain('The same 11 employers both times');
    expect(page.words).toMatch(/11 of 13 ?answered both, 85%/);
    expect(page.words).toContain(
      'The 11 employers that answered both times are clearly further on 6 of 10 standards.',
    );
    const regions = page
      .all('section[aria-labelledby], [role="region"]')
      .map(
        (one) => one.getAttribute('aria-label') ?? page.one(`#${one.getAttribute('aria-labelledby')}`).text,
      );
    expect(regions).toEqual([...new Set(regions)]);
    const row = (name: string) =>
      page
        .all('tbody tr')
        .find((one) => one.text.includes(name))!
        .text.replace(/\s+/g, ' ');
    expect(row('A plan for mental health at work')).toMatch(
      /2\.00 ?2\.82 ?\+0\.82 ?\+0\.55 to \+1\.09 ?11 ?Likely a real improvement/,
    );
    expect(row('Someone at the top')).toContain('Too few to tell: 0 answered both times.');
    expect(page.words).toMatch(/What you do now ?Likely a real improvement: \+20\.5 points of 100/);
    expect(page.all('svg.su-chart')).toHaveLength(2);
    expect(row('Firm 11 (sample)')).toContain('No answer');
    expect(page.words).not.toMatch(/significant|proves|led to|\bp =/i);
    expect((await kirklees.get(`/surveys/waves/${survey.followUp}`)).words).toMatch(
      /11 of 1[67] ?have answered/,
    );
  });

  it('say what is still to come while there is one wave', async () => {
    const { waveId } = await asked();
    // Time has passed: the first sign-in has ended.
    const sam = await web.signedIn({ role: 'coordinator' });
    const page = await (await sam.get(`/surveys/waves/${waveId}`)).follow('Change');
    expect(page.words).toContain('The follow-up opens on 24 May 2027');
    expect(page.words).toContain('Nothing to compare yet');
  });

  it('stand on the pages of staff and respondents without a violation, from 320 to 1280 px, with and without script', async () => {
    const { link } = await asked();
    const again = await linkOf(survey.followUp, survey.made[12]!.employerId);
    const paths = {
      staff: [
        '/surveys',
        '/surveys/new',
        `/surveys/waves/${survey.followUp}`,
        `/surveys/${survey.surveyId}/results`,
      ],
      public: [
        link,
        `${link}/q/role`,
        `${link}/q/std_talk`,
        `${link}/q/att_recruit`,
        `${link}/q/barriers`,
        `${link}/check`,
        `${link}/saved`,
        '/s/wrong',
      ],
      later: [again, `${again}/q/std_plan`, `${again}/check`],
    };
    web.world.clock.set('2027-05-24T09:00:00Z');
    const draft = await (await kirklees.get('/surveys/new')).form('title').fill({ title: 'Draft' }).submit();
    const drafted = new URL(draft.url).pathname.replace('/send', '');
    paths.staff.push(drafted, `${drafted}/send`, `${drafted}/change`, `${drafted}/delete`);
    /** Pages posted so that they come back with an error. */
    const wrong: Record<string, (page: BrowserPage) => Promise<void>> = {
      [`${link}/q/share`]: (page) => page.click('.su-go .govuk-button'),
      [`${link}/check`]: (page) => page.click('text="Send your answers"'),
      [`${link}/q/std_talk`]: async (page) => {
        await page.click('text="Add a comment"');
        await page.fill('textarea', 'x'.repeat(601));
        await page.click('.su-go .govuk-button');
      },
      [`${drafted}/delete`]: (page) => page.click('text="Delete this survey"'),
    };
    const problems: string[] = [];
    for (const width of [320, 1280]) {
      const context = await browser.newContext({ viewport: { width, height: 900 } });
      await comeIn(context, kirklees);
      const page = await context.newPage();
      for (const [when, list] of Object.entries(paths)) {
        web.world.clock.set(when === 'public' ? '2026-11-24T09:00:00Z' : '2027-05-24T09:00:00Z');
        for (const path of list) {
          await page.goto(web.url + path);
          problems.push(...(await axe(page)).map((one) => `${width} ${path} ${one}`));
          if (await overflow(page)) problems.push(`${width} ${path} scrolls sideways`);
        }
      }
      for (const [path, post] of Object.entries(wrong)) {
        // Staff's sign-in is of the later time, the link of the earlier one.
        web.world.clock.set(path.startsWith(link) ? '2026-11-24T09:00:00Z' : '2027-05-24T09:00:00Z');
        await page.goto(web.url + path);
        await post(page);
        await page.waitForSelector('.govuk-error-summary');
        problems.push(...(await axe(page)).map((one) => `${width} wrong ${path} ${one}`));
        if (await overflow(page)) problems.push(`${width} wrong ${path} scrolls sideways`);
        // The link of the summary takes the focus to what it names.
        await page.click('.govuk-error-summary a');
        if (!(await page.evaluate('document.activeElement.id')))
          problems.push(`${width} wrong ${path} loses focus`);
      }
      await context.close();
    }
    expect(problems).toEqual([]);
  }, 240_000);
});

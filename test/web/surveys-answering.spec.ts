import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { answer, invitationOf, type SurveyWorld } from '../integration/surveys/world.js';
import {
  answerRows,
  asked,
  back,
  go,
  heading,
  type SurveySite,
  surveySite,
} from '../support/survey-steps.js';
import type { Visitor } from '../support/visitor.js';
import type { TestWeb } from '../support/web.js';

let site: SurveySite;
let web: TestWeb;
let world: SurveyWorld;
let browser: Browser;
let coordinator: Visitor;

beforeAll(async () => {
  site = await surveySite();
  ({ web, world, browser, coordinator } = site);
});
afterAll(() => site?.close());

describe('answering by link', () => {
  it('goes page by page without script, keeps what one leaves, and only thanks once sent', async () => {
    const { link, employerId, name } = await asked(site, { sector: 'public_other' });
    const phone = web.visitor();
    const start = await phone.get(link);
    expect(start.words).toContain('open until the end of Monday 14 December 2026');
    const about = await start.follow('Start');
    expect(about.form('role').values).toMatchObject({
      role: 'hr',
      org_type: 'public_other',
      headcount_band: 'n10_49',
    });
    expect(await answerRows(site, employerId)).toEqual([]);

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
    expect(await answerRows(site, employerId)).toEqual([
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
    const { link, employerId } = await asked(site);
    const before = await web.world.owner('SELECT state FROM invitation WHERE employer_id = $1', [employerId]);
    for (const path of ['', '/q/role', '/q/std_plan', '/check', '/saved', '/q/std_plan?from=check'])
      for (const method of ['GET', 'HEAD']) {
        const opened = await fetch(web.url + link + path, { method });
        expect([path, opened.status]).toEqual([path, 200]);
        expect(opened.headers.get('cache-control')).toBe('no-store');
        expect(opened.headers.get('referrer-policy')).toBe('no-referrer');
      }
    expect(await answerRows(site, employerId)).toEqual([]);
    expect(
      await web.world.owner('SELECT state FROM invitation WHERE employer_id = $1', [employerId]),
    ).toEqual(before);
  });

  it('hides what does not apply and leads past it', async () => {
    const { link } = await asked(site);
    const visitor = web.visitor();
    const page = await go(await visitor.get(`${link}/q/role`));
    expect(page.words).toContain('Page 2 of 19');
    expect(heading(await visitor.get(`${link}/q/enh_lead`))).toBe('Check your answers');
    expect((await visitor.get(`${link}/q/nothing`)).status).toBe(200);
  });

  it('takes late answers until the last counting day, then says kindly that it is over', async () => {
    const { link, employerId } = await asked(site);
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
    expect(await answerRows(site, employerId)).toEqual([]);
    expect((await visitor.get(link)).status).toBe(410);
    web.world.clock.set('2026-11-24T09:00:00Z');
  });

  it('says what to do at a wrong link', async () => {
    const page = await web.visitor().get('/s/not-a-real-token-at-all');
    expect(page.status).toBe(404);
    expect(page.words).toContain('Look for a newer email from us');
  });

  it('keeps a comment that is too long in the field, with the message', async () => {
    const { link } = await asked(site);
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
    const { link } = await asked(site, { sector: 'private' });
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
    const { link } = await asked(site, { sector: 'private' });
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
    const { link, waveId, employerId } = await asked(site, { sector: 'private' });
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
    const { link } = await asked(site);
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

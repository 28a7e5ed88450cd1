import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page as BrowserPage } from 'playwright-core';
import { DueWaves } from '#surveys';
import {
  answer,
  invitationOf,
  type SurveyWorld,
  sentSurvey,
  signatory,
} from '../integration/surveys/world.js';
import { axe, comeIn, overflow } from '../support/browser.js';
import { asked, heading, linkOf, type SurveySite, surveySite } from '../support/survey-steps.js';
import type { Visitor } from '../support/visitor.js';
import type { TestWeb } from '../support/web.js';

let site: SurveySite;
let web: TestWeb;
let world: SurveyWorld;
let browser: Browser;

beforeAll(async () => {
  site = await surveySite();
  ({ web, world, browser } = site);
});
afterAll(() => site?.close());

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
      /11 of 14 ?have answered/,
    );
  });

  it('say what is still to come while there is one wave', async () => {
    const { waveId } = await asked(site);
    // Time has passed: the first sign-in has ended.
    const sam = await web.signedIn({ role: 'coordinator' });
    const page = await (await sam.get(`/surveys/waves/${waveId}`)).follow('Change');
    expect(page.words).toContain('The follow-up opens on 24 May 2027');
    expect(page.words).toContain('Nothing to compare yet');
  });

  it('stand on the pages of staff and respondents without a violation, from 320 to 1280 px, with and without script', async () => {
    const { link } = await asked(site);
    const again = await linkOf(site, survey.followUp, survey.made[12]!.employerId);
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

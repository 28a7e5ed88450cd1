import type { Type } from '@nestjs/common';
import type { Browser } from 'playwright-core';
import { PersonalLinks } from '#mail-templates';
import { type SurveyWorld, sentSurvey, signatory } from '../integration/surveys/world.js';
import { launchBrowser } from './browser.js';
import type { Page, Visitor } from './visitor.js';
import { type TestWeb, testWeb } from './web.js';

/** A web with surveys on it, a browser, and a coordinator who is signed in. */
export interface SurveySite {
  web: TestWeb;
  world: SurveyWorld;
  browser: Browser;
  coordinator: Visitor;
  close(): Promise<void>;
}

export async function surveySite(): Promise<SurveySite> {
  const web = await testWeb();
  const world = { ...web.world, get: <T>(what: Type<T>) => web.app.get(what, { strict: false }) };
  const browser = await launchBrowser();
  const coordinator = await web.signedIn({ role: 'coordinator' });
  const close = async () => {
    await browser.close();
    await web.close();
  };
  return { web, world, browser, coordinator, close };
}

/** The link in an employer's mail of a wave. */
export async function linkOf({ web }: SurveySite, waveId: string, employerId: string): Promise<string> {
  const [mail] = await web.world.owner<{ data: { link: string } }>(
    'SELECT data FROM message WHERE campaign = $1 AND employer_id = $2',
    [`wave:${waveId}`, employerId],
  );
  return new URL(web.app.get(PersonalLinks).open(mail!.data).link).pathname;
}

let n = 0;
/** An employer of its own that was just asked. */
export async function asked(site: SurveySite, more: Parameters<typeof signatory>[2] = {}) {
  site.web.world.clock.set('2026-11-24T09:00:00Z');
  const name = `Hebble Textiles ${++n} (sample)`;
  const made = await signatory(site.world, name, { email: `robin${n}@employer.example`, ...more });
  const waveId = await sentSurvey(site.world);
  return { ...made, name, waveId, link: await linkOf(site, waveId, made.employerId) };
}

type Fields = Record<string, string | string[] | undefined>;
export const go = (page: Page, fields: Fields = {}) =>
  page.form('Save and continue').fill(fields).submit('Save and continue');
export const back = (page: Page, fields: Fields = {}) => page.form('later').fill(fields).submit(/^Back/);
export const heading = (page: Page) => page.one('h1').text.trim();
export const answerRows = ({ web }: SurveySite, employerId: string) =>
  web.world.owner<{ status: string; items: Record<string, unknown>; late: boolean }>(
    'SELECT status, items, late FROM answer WHERE employer_id = $1',
    [employerId],
  );

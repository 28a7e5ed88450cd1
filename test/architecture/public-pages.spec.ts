import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as access from '#access';
import * as accounts from '#accounts';
import * as bookings from '#bookings';
import * as contactPolicy from '#contact-policy';
import * as employers from '#employers';
import * as mailTemplates from '#mail-templates';
import { type PublicPage, projectPath, readSettings } from '#platform';
import * as surveys from '#surveys';
import { publicUrls } from '../support/public-urls.js';

const settings = readSettings({ BASE_URL: 'https://crm.example.org' });
const isPage = (value: unknown): value is PublicPage<Record<string, string>> =>
  typeof value === 'object' &&
  value !== null &&
  /^[a-z-]+\.[a-z-]+$/.test(String((value as { name?: string }).name));

const pages = [access, accounts, bookings, contactPolicy, employers, mailTemplates, surveys].flatMap((lib) =>
  Object.entries(lib).flatMap(([name, value]) =>
    /_(PAGE|FILE)$/.test(name) && isPage(value) ? [value] : [],
  ),
);

/** What a lib's file says that looks like an address of ours: a path in quotes or behind BASE_URL. */
const ADDRESS =
  /baseUrl\}\/|['"`]\/(?:mail|training|surveys|network|employers|tasks|start|leave|place|charter|events|s|b)(?:\/|\?|['"`])/;
const libFiles = readdirSync(projectPath('libs'), { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && !file.startsWith('demo'),
);

describe('the pages libs lead people to', () => {
  it('are each served by the apps', () => {
    expect(pages.length).toBeGreaterThan(10);
    const urls = publicUrls(settings);
    const params = new Proxy({}, { get: () => 'x' });
    for (const page of pages) expect(urls.url(page, params)).toMatch(/^https:\/\/crm\.example\.org\/\S+$/);
  });

  it('are refused where no app serves them', () => {
    const urls = publicUrls(settings);
    expect(() => urls.path({ name: 'nobody.serves' }, {})).toThrow('No app serves the page nobody.serves');
    expect(() => urls.serve(pages[0]!, () => '/elsewhere')).toThrow('Two places');
  });

  it('are no addresses written in a lib', () => {
    const found = libFiles.filter((file) =>
      ADDRESS.test(readFileSync(join(projectPath('libs'), file), 'utf8')),
    );
    expect(found).toEqual([]);
  });

  it('would be found where a lib wrote one', () => {
    expect(ADDRESS.test('const page = `$' + '{this.settings.baseUrl}/start/`;')).toBe(true);
    expect(ADDRESS.test("link: { href: '/mail?show=going' }")).toBe(true);
    expect(ADDRESS.test("say('/sections/0')")).toBe(false);
  });
});

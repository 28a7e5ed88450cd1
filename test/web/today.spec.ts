import { jest } from '@jest/globals';
import { Areas } from '#access';
import { SampleArea } from '#demo';
import { Employers } from '#employers';
import { SYSTEM_ACTOR } from '#platform';
import { type TestWeb, testWeb } from '../support/web.js';

let web: TestWeb;
beforeAll(async () => {
  web = await testWeb();
});
afterAll(() => web.close());

describe('the first page of an empty area', () => {
  it('offers to begin only with what the person may do', async () => {
    const coordinator = await (await web.signedIn({ role: 'coordinator' })).get('/today');
    for (const words of ['Import your employers', 'Plan a course', 'Ask your signatories', 'Plan one'])
      expect(coordinator.words).toContain(words);
    const partner = await (await web.signedIn({ role: 'partner', agency: 'Jobcentre Plus' })).get('/today');
    expect(partner.status).toBe(200);
    expect(partner.words).not.toMatch(/Where to begin|Import your|Plan a|Ask your|Plan one/);
  });
});

describe('setting up', () => {
  it('looks at the current area alone, and offers the sample until it is there', async () => {
    const { world } = web;
    await world.db.write([world.areaId], (tx) =>
      web.app.get(Employers).create(tx, world.areaId, { name: 'Elsewhere (sample)' } as never, SYSTEM_ACTOR),
    );
    const administrator = await web.signedIn({ role: 'administrator', areaId: null });
    const before = await administrator.get('/welcome');
    expect(before.words).toContain('Load the sample area');
    const made = await before.form('name').fill({ name: 'Otherdale' }).submit();
    expect(made.words).toMatch(/Your area Otherdale Done/);
    expect(made.words).toMatch(
      /What your area says about itself .*needs Next Your employers .*stored Not yet/,
    );
    await web.app.get(Areas).create({ name: 'Sample', slug: 'calderdale-sample', gssCode: null });
    expect((await administrator.get('/welcome')).words).not.toContain('Load the sample area');
  });
});

describe('loading the sample area', () => {
  let fresh: TestWeb;
  beforeAll(async () => {
    fresh = await testWeb();
  });
  afterAll(() => fresh.close());

  it('says so when it could not be loaded, and stores nothing', async () => {
    const administrator = await fresh.signedIn({ role: 'administrator', areaId: null });
    const sample = fresh.app.get(SampleArea);
    const load = jest.spyOn(sample, 'load').mockRejectedValueOnce(new Error('no'));
    const set = await administrator.get('/welcome');
    const page = await set.form('/welcome/sample').submit();
    load.mockRestore();
    expect(page.words).toContain('could not be loaded');
    expect(page.words).not.toContain('is loaded');
  });

  it('sends the page while it works, a line a step, and leads to the first page of the new area', async () => {
    const administrator = await fresh.signedIn({ role: 'administrator', areaId: null });
    const set = await administrator.get('/welcome');
    const cookie = administrator.cookiesFor().map(({ name, value }) => `${name}=${value}`);
    const answer = await fetch(`${fresh.url}/welcome/sample`, {
      method: 'POST',
      headers: { cookie: cookie.join('; '), origin: new URL(fresh.url).origin },
      body: new URLSearchParams(set.form('/welcome/sample').values),
    });
    expect(answer.status).toBe(200);
    const pieces: string[] = [];
    for await (const piece of answer.body!.pipeThrough(
      new TextDecoderStream(),
    ) as unknown as AsyncIterable<string>)
      pieces.push(piece);
    // The first steps came before the end was known.
    const begun = pieces.findIndex((piece) => piece.includes('302 employers are in'));
    const ended = pieces.findIndex((piece) => piece.includes('The sample area is loaded'));
    expect(begun).toBeGreaterThanOrEqual(0);
    expect(ended).toBeGreaterThan(begun);
    const page = pieces.join('');
    expect(page).toContain('The work of November 2026');
    expect(page).not.toContain('could not be loaded');
    expect((await administrator.get('/today?done=sample')).text).toContain('Calderdale (sample)');
  }, 180_000);
});

import { Areas } from '#access';
import { Employers } from '#employers';
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
      web.app
        .get(Employers)
        .create(tx, world.areaId, { name: 'Elsewhere (sample)' } as never, { kind: 'system' } as never),
    );
    const administrator = await web.signedIn({ role: 'administrator', areaId: null });
    const before = await administrator.get('/welcome');
    expect(before.words).toContain('Load the sample area');
    const made = await before.form('name').fill({ name: 'Otherdale' }).submit();
    expect(made.words).toMatch(/Your area Otherdale Done/);
    expect(made.words).toMatch(/Your employers .*stored Next/);
    await web.app.get(Areas).create({ name: 'Sample', slug: 'calderdale-sample', gssCode: null });
    expect((await administrator.get('/welcome')).words).not.toContain('Load the sample area');
  });
});

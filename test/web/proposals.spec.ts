import { Tokens } from '#access';
import { ProposedEmployers } from '#employers';
import type { Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

const WHY = 'It is known already';
type Person = Visitor & { userId: string };

let web: TestWeb;
let coordinator: Person;
let partner: Person;
beforeAll(async () => {
  web = await testWeb();
  coordinator = await web.signedIn({ role: 'coordinator' });
  partner = await web.signedIn({ role: 'partner', agency: 'Jobcentre Plus' });
});
afterAll(() => web?.close());

const employers = async () =>
  (await web.world.owner<{ name: string; source: string }>(
    'SELECT name, source FROM employer ORDER BY name',
  )) ?? [];
const post = (...sent: Parameters<TestWeb['post']>) => web.post(...sent);
/** A partner proposes it on the page; the id of the proposal. */
async function propose(name: string, who = partner): Promise<string> {
  const form = (await (await who.get('/employers')).follow('Propose an employer')).form('name');
  const page = await form.fill({ name, postcode: 'HX1 1UJ' }).submit();
  expect(page.words).toContain('One of them adds it, or says why not: you get an email');
  const [row] = await web.world.owner<{ id: string }>(`SELECT id FROM proposal WHERE data->>'name' = $1`, [
    name,
  ]);
  return row!.id;
}

describe('an employer a partner would add', () => {
  it('is not there before a coordinator has put it right and added it', async () => {
    const id = await propose('Hebble Bakery (sample)');
    expect(await employers()).toEqual([]);
    const task = (await coordinator.get('/tasks?whose=nobody')).words;
    expect(task).toContain('Look at a proposed employer: Hebble Bakery (sample)');
    const list = await (await coordinator.get('/employers')).follow('Proposed');
    const page = await list.follow('Hebble Bakery (sample)');
    const added = await page.form('name').fill({ name: 'Hebble Bakeries (sample)' }).submit();
    expect(added.words).toContain('Hebble Bakeries (sample)');
    expect(await employers()).toEqual([
      { name: 'Hebble Bakeries (sample)', source: expect.stringMatching(/^Proposed by Sam Sample/) },
    ]);
    expect((await coordinator.get('/tasks?whose=nobody')).words).not.toContain('Hebble Bakery');
    // Twice is once.
    const again = await post(coordinator, `/employers/proposed/${id}`, {
      name: 'Hebble Bakeries two (sample)',
    });
    expect([again.status, again.words]).toEqual([409, expect.stringContaining('decided about this already')]);
    expect(await employers()).toHaveLength(1);
    expect((await partner.get('/employers/proposed')).words).toContain('Added');
  });

  it('is left out with a reason, which its agency reads and another does not', async () => {
    const id = await propose('Ryburn Wire (sample)');
    const other = await web.signedIn({ role: 'partner', agency: 'Chamber' });
    const none = await post(coordinator, `/employers/proposed/${id}/refuse`, { refuseReason: 'no' });
    expect(none.status).toBe(422);
    const page = await coordinator.get(`/employers/proposed/${id}`);
    await page.form('refuseReason').fill({ refuseReason: 'It closed down in the spring' }).submit();
    expect((await partner.get('/employers/proposed')).words).toContain('It closed down in the spring');
    expect((await other.get('/employers/proposed')).words).not.toContain('Ryburn');
    expect((await employers()).map(({ name }) => name)).not.toContain('Ryburn Wire (sample)');
  });

  const mailsAbout = (employer: string) =>
    web.world.owner<{ address: string; what: string }>(
      `SELECT address, data->>'what' AS what FROM message
        WHERE template = 'employers.proposal-decided' AND data->>'employer' = $1 ORDER BY id`,
      [employer],
    );
  const addressOf = async ({ userId }: Person) =>
    (await web.world.owner<{ email: string }>('SELECT email FROM app_user WHERE id = $1', [userId]))[0]!
      .email;

  it('keeps what stands in the form when it is refused without a reason, at an address that works', async () => {
    const id = await propose('Third Thing (sample)');
    const page = await coordinator.get(`/employers/proposed/${id}`);
    const refused = await page.form('refuseReason').fill({ refuseReason: 'no' }).submit();
    expect([refused.status, refused.form('refuseReason').values['refuseReason']]).toEqual([422, 'no']);
    expect(refused.form('name').values).toMatchObject({ name: 'Third Thing (sample)', postcode: 'HX1 1UJ' });
    const again = await coordinator.get(refused.url);
    expect([again.status, new URL(again.url).pathname]).toEqual([200, `/employers/proposed/${id}`]);
    await refused.form('refuseReason').fill({ refuseReason: WHY }).submit();
  });

  it('says of which agency it is, leads from the task and to the employer, and tells whoever proposed it', async () => {
    const name = 'Agency Mill (sample)';
    const id = await propose(name);
    const row = (await coordinator.get('/tasks?whose=nobody'))
      .all('a')
      .find((a) => a.getAttribute('href') === `/employers/proposed/${id}`);
    expect(row?.text).toContain('Add it, or say why not');
    expect((await coordinator.get('/employers/proposed')).words).toMatch(
      /Agency Mill.*Sam Sample \d+, Jobcentre Plus/,
    );
    const page = await coordinator.get(`/employers/proposed/${id}`);
    expect(page.words).toMatch(/Proposed by Sam Sample \d+, Jobcentre Plus/);
    const added = await page.form('name').fill({ postcode: 'HD1 1AA' }).submit();
    expect((await employers()).find((one) => one.name === name)?.source).toMatch(/, Jobcentre Plus$/);
    const made = new URL(added.url).pathname;
    const link = (await partner.get('/employers/proposed')).all('a').find((a) => a.text === name);
    expect(link?.getAttribute('href')).toBe(made);
    expect(await mailsAbout(name)).toEqual([
      { address: await addressOf(partner), what: `It is among the employers of Calderdale now, as ${name}.` },
    ]);
    const refused = await propose('Agency Wire (sample)');
    await post(coordinator, `/employers/proposed/${refused}/refuse`, { refuseReason: WHY });
    expect((await mailsAbout('Agency Wire (sample)')).map(({ what }) => what)).toEqual([
      `It has not been added. Why: ${WHY}`,
    ]);
  });

  it('is checked when it is proposed as when it is added', async () => {
    const form = (await partner.get('/employers/new')).form('name');
    const page = await form
      .fill({ name: 'Wrong Mill (sample)', postcode: 'HX99 9ZZZ', registerNumber: 'ABCDEFGHIJ' })
      .submit();
    expect([
      page.status,
      page.all('#postcode-error').length,
      page.all('#registerNumber-error').length,
    ]).toEqual([422, 1, 1]);
    expect(page.form('name').values['name']).toBe('Wrong Mill (sample)');
  });

  it('waits once for an agency, and twice of two the coordinator is told', async () => {
    const other = await web.signedIn({ role: 'partner', agency: 'Chamber' });
    const first = await propose('Twice Mill (sample)');
    const fill = async (who: Person, postcode: string) =>
      (await who.get('/employers/new')).form('name').fill({ name: 'twice mill (Sample)', postcode }).submit();
    const again = await fill(partner, 'HX1 1UJ');
    expect([again.status, again.words]).toEqual([
      422,
      expect.stringContaining('Your agency proposed this on'),
    ]);
    // Of another agency nobody is told what waits, and at another place it is another employer.
    expect((await fill(other, 'HX1 1UJ')).status).toBe(200);
    expect((await fill(partner, 'HD1 1AA')).status).toBe(200);
    const page = await coordinator.get(`/employers/proposed/${first}`);
    expect(page.words).toMatch(/This waits twice: Sam Sample \d+, Chamber proposed/);
    expect(page.words.match(/This waits twice/g)).toHaveLength(1);
  });

  it('is taken back by its agency while nobody has decided, and its task with it', async () => {
    const other = await web.signedIn({ role: 'partner', agency: 'Chamber' });
    const id = await propose('Back Mill (sample)');
    expect((await post(other, `/employers/proposed/${id}/back`, {})).status).toBe(404);
    expect((await post(coordinator, `/employers/proposed/${id}/back`, {})).status).toBe(404);
    const page = await (await partner.get('/employers/proposed'))
      .form(`/employers/proposed/${id}/back`)
      .submit();
    expect(page.words).toMatch(/You have taken it back.*Back Mill \(sample\) Taken back/);
    expect((await coordinator.get('/tasks?whose=nobody')).words).not.toContain('Back Mill');
    expect((await coordinator.get(`/employers/proposed/${id}`)).words).toMatch(/Sam Sample \d+ took it back/);
    const late = await post(coordinator, `/employers/proposed/${id}/refuse`, { refuseReason: WHY });
    expect(late.status).toBe(409);
    expect(await mailsAbout('Back Mill (sample)')).toEqual([]);
    // It may be proposed again.
    await propose('Back Mill (sample)');
  });

  it('is decided by no partner, and by nobody of another area', async () => {
    const id = await propose('Luddenden Paper (sample)');
    const far = await web.signedIn({ role: 'coordinator', areaId: web.world.secondAreaId });
    expect((await partner.get(`/employers/proposed/${id}`)).status).toBe(403);
    for (const path of [`/employers/proposed/${id}`, `/employers/proposed/${id}/refuse`]) {
      const fields = { name: 'Luddenden Paper (sample)', refuseReason: 'As you may well guess' };
      expect((await post(partner, path, fields)).status).toBe(403);
      expect([404, 422]).toContain((await post(far, path, fields)).status);
    }
    expect((await far.get(`/employers/proposed/${id}`)).status).toBe(404);
    const [row] = await web.world.owner('SELECT decided_at FROM proposal WHERE id = $1', [id]);
    expect(row).toEqual({ decided_at: null });
  });

  it('is one of at most thirty that wait of an agency, so that nobody fills the team’s day', async () => {
    const busy = await web.signedIn({ role: 'partner', agency: 'Busy agency' });
    const { areaId, db } = web.world;
    const [agency] = await web.world.owner<{ id: string }>(
      `SELECT id FROM agency WHERE area_id = $1 AND name = 'Busy agency'`,
      [areaId],
    );
    const by = { kind: 'user', userId: busy.userId, agencyId: agency!.id } as const;
    await db.write([areaId], async (tx) => {
      for (let n = 0; n < 29; n++)
        await web.app.get(ProposedEmployers).propose(tx, areaId, { name: `Busy ${n} (sample)` }, by);
    });
    const last = await propose('Busy 29 (sample)', busy);
    const form = (await busy.get('/employers/new')).form('name');
    const refused = await form.fill({ name: 'Busy 30 (sample)', postcode: 'HX1 1UJ' }).submit();
    expect([refused.status, refused.words]).toEqual([
      422,
      expect.stringContaining('30 employers of your agency wait for a coordinator already'),
    ]);
    expect(refused.form('name').values['name']).toBe('Busy 30 (sample)');
    await propose('Of another agency (sample)');
    await post(coordinator, `/employers/proposed/${last}/refuse`, { refuseReason: 'It is known already' });
    await propose('Busy 30 (sample)', busy);
  });

  it('waits through the API too', async () => {
    const { token } = await web.world.db.write([web.world.areaId], (tx) =>
      web.app.get(Tokens).create(tx, {
        name: 'test',
        userId: partner.userId,
        scopes: ['employer:create'],
        areaIds: [web.world.areaId],
      }),
    );
    const answer = await fetch(`${web.url}/api/employers`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Calder Glass (sample)' }),
    });
    expect([answer.status, await answer.json()]).toEqual([202, { proposalId: expect.any(String) }]);
    expect((await employers()).map(({ name }) => name)).not.toContain('Calder Glass (sample)');
  });
});

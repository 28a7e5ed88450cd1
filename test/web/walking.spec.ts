import { jest } from '@jest/globals';
import { Links, Tokens } from '#access';
import { newId, newToken, RateLimiter } from '#platform';
import type { Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

const TIMES = 26;

describe('asking in vain', () => {
  let web: TestWeb;
  beforeAll(async () => {
    web = await testWeb();
  });
  afterAll(() => web.close());
  beforeEach(async () => {
    web.world.clock.set('2026-11-24T09:00:00Z');
    await web.world.owner('DELETE FROM rate_count');
  });

  const statusesOf = async (ask: (n: number) => Promise<{ status: number }>, times = TIMES) => {
    const statuses: number[] = [];
    for (let n = 0; n < times; n++) statuses.push((await ask(n)).status);
    return statuses;
  };
  const traces = (actorId: string) =>
    web.world.owner(
      `SELECT verb, resource, count(*)::int AS n FROM audit_entry WHERE actor_id = $1 GROUP BY 1, 2 ORDER BY 1`,
      [actorId],
    );
  const partner = () => web.signedIn({ role: 'partner', agency: 'Jobcentre Plus' });
  const bearer = async (userId: string) => {
    const made = await web.world.db.write([], (tx) =>
      web.app.get(Tokens).create(tx, { name: 'Walker', userId, scopes: ['*'], areaIds: [web.world.areaId] }),
    );
    const ask = (path: string, token = made.token) =>
      fetch(web.url + path, { headers: { authorization: `Bearer ${token}` } });
    return { id: made.id, ask };
  };
  const thenHeldUp = (status: number) => [...Array(20).fill(status), ...Array(TIMES - 20).fill(429)];

  it('for records that are not there leaves one row a span, and 429 after twenty', async () => {
    const walker = await partner();
    const [own] = await web.world.owner<{ id: string }>(
      `INSERT INTO employer (id, area_id, name, name_key, register, register_number, stage, stage_since, source, created_at)
       VALUES ($1, $2, 'Aire Valley Foods (sample)', 'aire valley foods', 'company', '1', 'identified', now(), 'test', now()) RETURNING id`,
      [newId(), web.world.areaId],
    );
    expect(await statusesOf(() => walker.get(`/employers/${newId()}`))).toEqual(thenHeldUp(404));
    expect(await traces(walker.userId)).toEqual([{ verb: 'walked', resource: 'employer', n: 1 }]);
    // What is there is still shown, and others are not held up.
    expect((await walker.get(`/employers/${own!.id}`)).status).toBe(200);
    expect((await (await partner()).get(`/employers/${newId()}`)).status).toBe(404);
    // Misspelt addresses of no record are no walk.
    const careless = await partner();
    expect(new Set(await statusesOf(() => careless.get('/no-such-page')))).toEqual(new Set([404]));
    // Another span, another row.
    web.world.clock.set('2026-11-24T09:10:00Z');
    expect(await statusesOf(() => walker.get(`/employers/${newId()}`))).toEqual(thenHeldUp(404));
    expect(await traces(walker.userId)).toEqual([{ verb: 'walked', resource: 'employer', n: 2 }]);
  });

  it('holds for programs too, whose token is named', async () => {
    const { userId } = await web.person({ role: 'coordinator' });
    const { id, ask } = await bearer(userId);
    expect(await statusesOf(() => ask(`/api/employers/${newId()}`))).toEqual(thenHeldUp(404));
    expect(await traces(id)).toEqual([{ verb: 'walked', resource: 'employer', n: 1 }]);
    const commissioner = await web.person({ role: 'commissioner' });
    const other = await bearer(commissioner.userId);
    expect(await statusesOf(() => other.ask('/api/employers'))).toEqual(thenHeldUp(403));
    expect(await traces(other.id)).toEqual([
      { verb: 'refused', resource: 'employer', n: 20 },
      { verb: 'refused-often', resource: 'employer', n: 1 },
    ]);
  });

  it('for what one may not do leaves a row each, up to twenty in five minutes', async () => {
    const commissioner = await web.signedIn({ role: 'commissioner' });
    expect(await statusesOf(() => commissioner.get('/employers'))).toEqual(thenHeldUp(403));
    expect(await traces(commissioner.userId)).toEqual([
      { verb: 'refused', resource: 'employer', n: 20 },
      { verb: 'refused-often', resource: 'employer', n: 1 },
    ]);
    const [row] = await web.world.owner(
      `SELECT kind, area_id, reason FROM audit_line WHERE actor_id = $1 LIMIT 1`,
      [commissioner.userId],
    );
    expect(row).toEqual({ kind: 'read', area_id: web.world.areaId, reason: 'list' });
  });

  it('by guessed links is held up after twenty a minute, alike for each, and lets those in that have one', async () => {
    const expiresAt = new Date('2099-01-01');
    const [link, ended] = await web.world.db.write([], async (tx) => [
      await web.app.get(Links).create(tx, {
        purpose: 'invitation (staff)',
        areaId: null,
        subjectId: (await web.person()).userId,
        expiresAt,
      }),
      await web.app
        .get(Links)
        .create(tx, { purpose: 'invitation (staff)', areaId: null, subjectId: null, expiresAt: new Date(0) }),
    ]);
    const get = (path: string) =>
      fetch(web.url + path, { redirect: 'manual', headers: { accept: 'text/html' } });
    const audit = async () => (await web.world.owner('SELECT id FROM audit_entry')).length;
    const before = await audit();
    const words = new Set<string>();
    const paths = [
      () => `/start/${newToken()}`,
      () => `/b/${newToken()}`,
      () => `/s/${newToken()}`,
      () => `/leave/${newToken()}`,
      () => `/start/${link!.slice(0, -1)}${link!.endsWith('A') ? 'Q' : 'A'}`,
      () => `/api/b/${newToken()}`,
    ];
    const statuses = await statusesOf(async (n) => {
      const answer = await get(paths[n % paths.length]!());
      const text = await answer.text();
      if (answer.status === 404 && !text.startsWith('{'))
        words.add(text.replace(/nonce="[^"]+"|[\w-]{22,}/g, ''));
      return answer;
    }, 200);
    expect(statuses.slice(0, 20)).toEqual(Array(20).fill(404));
    expect(new Set(statuses.slice(20))).toEqual(new Set([429]));
    // One page for public links; that for staff says whom to ask.
    expect(words.size).toBeLessThanOrEqual(3);
    expect((await get(`/start/${link}`)).status).toBe(200);
    expect((await get(`/start/${ended}`)).status).toBe(410);
    // What strangers do is counted in one row and grows nothing else.
    expect(await audit()).toBe(before);
    expect(
      await web.world.owner(
        `SELECT limit_name, taken, refused FROM rate_count WHERE limit_name LIKE 'links%' AND refused > 0`,
      ),
    ).toEqual([{ limit_name: 'links that lead nowhere', taken: 20, refused: 180 }]);
    web.world.clock.set('2026-11-24T09:02:00Z');
    expect((await get(`/b/${newToken()}`)).status).toBe(404);
  });

  it('by guessed tokens is held up as well, and one that holds is let in', async () => {
    const { userId } = await web.person({ role: 'coordinator' });
    const { ask } = await bearer(userId);
    expect(await statusesOf(() => ask('/api/employers', `crm_${newToken(256)}`))).toEqual(thenHeldUp(401));
    expect((await ask('/api/employers')).status).toBe(200);
  });

  it('is told to administrators of the installation', async () => {
    for (let n = 0; n < 22; n++) await fetch(`${web.url}/b/${newToken()}`);
    const admin = await web.signedIn({ role: 'administrator', areaId: null });
    const page = await admin.get('/settings/audit?where=installation');
    expect(page.words).toContain('Links that lead nowhere 2 refusals from 1 place or person');
  });

  it('would go on without the limit', async () => {
    const take = jest.spyOn(web.app.get(RateLimiter), 'take').mockResolvedValue();
    try {
      const walker: Visitor = await partner();
      expect(new Set(await statusesOf(() => walker.get(`/employers/${newId()}`)))).toEqual(new Set([404]));
      expect(new Set(await statusesOf(() => fetch(`${web.url}/b/${newToken()}`)))).toEqual(new Set([404]));
    } finally {
      take.mockRestore();
    }
  });
});

import { type StaffRole, Tokens } from '#access';
import { SampleArea } from '#demo';
import { newId } from '#platform';
import { isPublicPage } from '../../apps/web/src/shell/index.js';
import { allRoutes, type WalkRoute } from '../support/right-walk.js';
import type { Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

/** Table in which the records of a parameter stand. */
const TABLES: Record<string, string> = {
  employerId: 'employer',
  contactId: 'contact',
  taskId: 'task',
  importId: 'import_run',
  messageId: 'message',
  sessionId: 'session',
  courseId: 'course',
  bookingId: 'booking',
  charterId: 'charter',
  surveyId: 'survey',
  waveId: 'wave',
  answerId: 'answer',
  returnedId: 'returned_reading',
  exportId: 'export_run',
};

describe('records of another area', () => {
  let web: TestWeb;
  let areaId: string;
  let routes: WalkRoute[];
  /** One record of each kind. */
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    web = await testWeb();
    const staff = await web.signedIn({ role: 'administrator', areaId: null });
    areaId = await web.app.get(SampleArea).load(staff.userId);
    const coordinator = await web.signedIn({ role: 'coordinator', areaId });
    await (await coordinator.get('/exports/new/employers'))
      .form('reason')
      .fill({ reason: 'To walk along all routes' })
      .submit(/^Make the file/);
    for (const [name, table] of Object.entries(TABLES)) {
      const [row] = await web.world.owner<{ id: string }>(
        `SELECT id FROM ${table} WHERE area_id = $1 ORDER BY id LIMIT 1`,
        [areaId],
      );
      if (row) ids[name] = row.id;
    }
    routes = allRoutes(web).filter(
      ({ policy, path }) =>
        policy?.kind === 'right' &&
        !isPublicPage(path) &&
        [...path.matchAll(/:(\w+)/g)].some(([, name]) => ids[name!]),
    );
  }, 120_000);
  afterAll(() => web?.close());

  const fill = (path: string, missing: boolean): string =>
    path.replace(/:(\w+)/g, (_, name: string) => (missing ? undefined : ids[name]) ?? newId());
  /** What the sample area holds, in short. */
  const contents = async (): Promise<string> => {
    const tables = await web.world.owner<{ name: string }>(
      `SELECT format('%I', c.relname) AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'area_id'
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname NOT LIKE 'audit%' ORDER BY 1`,
    );
    const sums: string[] = [];
    for (const { name } of tables) {
      const [row] = await web.world.owner<{ sum: string }>(
        `SELECT count(*) || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS sum FROM ${name} t WHERE area_id = $1`,
        [areaId],
      );
      sums.push(`${name} ${row!.sum}`);
    }
    return sums.join('\n');
  };

  async function ask(
    route: WalkRoute,
    path: string,
    method: string,
    by: { visitor: Visitor; csrf: string; token: string },
  ): Promise<{ status: number; words: string }> {
    const changes = !['GET', 'HEAD'].includes(method);
    if (route.path.startsWith('/api/')) {
      const answer = await fetch(web.url + path, {
        method,
        headers: { authorization: `Bearer ${by.token}`, 'content-type': 'application/json' },
        ...(changes && { body: '{}' }),
      });
      return { status: answer.status, words: await answer.text() };
    }
    const page = await by.visitor.send(path, {
      method,
      ...(changes && {
        body: new URLSearchParams({ _csrf: by.csrf }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
    });
    return { status: page.status, words: method === 'HEAD' ? '' : page.words };
  }

  const alike = ({ status, words }: { status: number; words: string }) => ({
    status,
    words: words.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID'),
  });

  it('are as if they were not there, for every role, on every route and method, and nothing of them changes', async () => {
    expect(routes.length).toBeGreaterThan(70);
    const before = await contents();
    const wrong: string[] = [];
    const roles: StaffRole[] = ['administrator', 'regional_lead', 'coordinator', 'partner', 'commissioner'];
    for (const role of roles) {
      const visitor = await web.signedIn({ role, areaId: web.world.secondAreaId, agency: 'Chamber' });
      const { token } = await web.world.db.write([], (tx) =>
        web.app.get(Tokens).create(tx, {
          name: 'walk',
          userId: visitor.userId,
          scopes: ['*'],
          areaIds: [web.world.secondAreaId, areaId],
        }),
      );
      const by = { visitor, token, csrf: web.csrfOf(visitor) };
      for (const route of routes) {
        // Whoever walks meets a limit, which is tested elsewhere.
        await web.world.owner('DELETE FROM rate_count');
        for (const method of route.method === 'GET' ? ['GET', 'HEAD'] : [route.method]) {
          const theirs = alike(await ask(route, fill(route.path, false), method, by));
          const none = alike(await ask(route, fill(route.path, true), method, by));
          const refused = theirs.status >= 400 && theirs.status < 500;
          if (!refused || (method === 'GET' && ![403, 404].includes(theirs.status)))
            wrong.push(`${role}: ${method} ${route.path} answers ${theirs.status}`);
          if (JSON.stringify(theirs) !== JSON.stringify(none))
            wrong.push(
              `${role}: ${method} ${route.path} answers ${theirs.status}, a missing one ${none.status}`,
            );
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(await contents()).toBe(before);
  }, 400_000);

  it('control: a coordinator of the area finds them', async () => {
    const visitor = await web.signedIn({ role: 'coordinator', areaId });
    const pages = routes.filter(({ method, path }) => method === 'GET' && !path.startsWith('/api/'));
    const found: number[] = [];
    for (const route of pages) found.push((await visitor.get(fill(route.path, false))).status);
    expect(found.filter((status) => status === 200).length).toBeGreaterThan(pages.length / 2);
  }, 120_000);
});

import { Links, Tokens } from '#access';
import { SampleArea } from '#demo';
import { Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

/** Ids and tokens are all alike: one example of each kind of address is enough. */
const kindOf = (url: URL): string =>
  url.pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id') +
  '?' +
  [...url.searchParams.keys()].sort().join('&');

describe('reading', () => {
  let web: TestWeb;
  let staff: Visitor & { userId: string };
  let open: string[];
  beforeAll(async () => {
    web = await testWeb();
    staff = await web.signedIn({ role: 'administrator', areaId: null }, { role: 'coordinator' });
    const areaId = await web.app.get(SampleArea).load(staff.userId);
    await (await staff.get('/area')).form('area').fill({ area: areaId }).submit();
    open = await web.world.db.write([areaId], async (tx) => {
      const link = async (purpose: string, table: 'invitation' | 'booking') => {
        const row = await tx.one<{ id: string }>(
          `SELECT id FROM ${table} WHERE area_id = $1 ORDER BY id LIMIT 1`,
          [areaId],
        );
        return web.app
          .get(Links)
          .create(tx, { purpose, areaId, subjectId: row!.id, expiresAt: new Date('2099-01-01') });
      };
      return [`/s/${await link('survey, employer', 'invitation')}`, `/b/${await link('booking', 'booking')}`];
    });
  }, 120_000);
  afterAll(() => web.close());

  /** What every table holds, in short. */
  async function contents(): Promise<Record<string, string>> {
    const tables = await web.world.owner<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'bullmq') ORDER BY 1`,
    );
    const found: Record<string, string> = {};
    for (const { name } of tables) {
      const [row] = await web.world.owner<{ sum: string }>(
        `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS sum FROM ${name} t`,
      );
      found[name] = row!.sum;
    }
    return found;
  }

  /** Follows links from these pages, one example of each kind; asks for each with GET and with HEAD. */
  async function readAll(visitor: Visitor, from: string[]): Promise<string[]> {
    const kinds = new Set<string>();
    const queue = from.map((path) => new URL(path, web.url));
    while (queue.length && kinds.size < 150) {
      const url = queue.shift()!;
      if (url.origin !== web.url || kinds.has(kindOf(url))) continue;
      kinds.add(kindOf(url));
      const page = await visitor.get(url.href);
      await visitor.send(url.href, { method: 'HEAD' });
      if (page.status >= 500) throw new Error(`${url.pathname} answers ${page.status}`);
      for (const link of page.all('a[href]'))
        queue.push(new URL(link.getAttribute('href')!.replaceAll('&amp;', '&'), page.url));
    }
    return [...kinds];
  }

  it('every page there is, with GET and HEAD, signed in and by link, changes no row of any table', async () => {
    const before = await contents();
    const kinds = [
      ...(await readAll(staff, [
        '/',
        '/welcome',
        '/settings',
        '/area',
        '/employers',
        '/imports',
        '/charter',
        '/training',
        '/surveys',
        '/mail',
        '/mailbox',
        '/api',
      ])),
      ...(await readAll(web.visitor(), ['/', '/sign-in', ...open])),
    ];
    expect(kinds.length).toBeGreaterThan(30);
    expect(await contents()).toEqual(before);
    // Control: one press of a button is seen.
    await (await staff.get('/settings')).form('/sign-out').submit();
    expect(await contents()).not.toEqual(before);
  }, 120_000);

  it('through the API changes nothing but the day a token was last used', async () => {
    const { userId } = await web.person({ role: 'coordinator' });
    const made = await web.world.db.write([], (tx) =>
      web.app.get(Tokens).create(tx, { name: 'Test', userId, scopes: ['*'], areaIds: [web.world.areaId] }),
    );
    const document = (await (await fetch(`${web.url}/api/openapi.json`)).json()) as {
      paths: Record<string, Record<string, object>>;
    };
    const paths = Object.entries(document.paths).filter(
      ([path, methods]) => methods['get'] && !path.includes('{'),
    );
    const read = async () => {
      for (const [path] of paths) {
        const answer = await fetch(web.url + path, { headers: { authorization: `Bearer ${made.token}` } });
        expect([path, answer.status]).toEqual([path, 200]);
      }
    };
    await read();
    const before = await contents();
    await read();
    expect(await contents()).toEqual(before);
  });
});

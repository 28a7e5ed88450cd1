import type { Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { SignInSessions } from '#access';
import { newId, newToken } from '#platform';
import { isPublicPage } from '../../apps/web/src/shell/index.js';
import { routesOf } from '../../apps/web/src/site/index.js';
import { type TestWeb, testWeb } from '../support/web.js';

type Route = ReturnType<typeof routesOf>[number];

/** reliability.md section 2, row 29: every changing route, not examples of it. */
describe('every form there is', () => {
  let web: TestWeb;
  let routes: Route[];
  let cookie: string;
  let own: string;
  let theirs: string;
  /** Somebody without an account, as the pages of links and of the public take everybody. */
  let visitor: { cookie: string; own: string };

  beforeAll(async () => {
    web = await testWeb();
    const controllers = web.app.get(DiscoveryService, { strict: false }).getControllers();
    routes = routesOf(controllers.map((wrapper) => wrapper.metatype as Type)).filter(
      ({ method }) => method !== 'GET' && method !== 'HEAD',
    );
    const everything = [
      { role: 'administrator', areaId: null },
      { role: 'coordinator', areaId: web.world.areaId },
      { role: 'regional_lead', areaId: null },
    ] as const;
    const { userId } = await web.person(...everything);
    cookie = web.cookie(
      await web.world.db.write([], (tx) => web.app.get(SignInSessions).open(tx, userId, null)),
    );
    const page = await (await fetch(`${web.url}/settings`, { headers: { cookie } })).text();
    own = /name="_csrf" value="([^"]+)"/.exec(page)![1]!;
    const stranger = await fetch(`${web.url}/sign-in`);
    visitor = {
      cookie: stranger.headers.getSetCookie()[0]!.split(';')[0]!,
      own: /name="_csrf" value="([^"]+)"/.exec(await stranger.text())![1]!,
    };
    const other = await web.signedIn(...everything);
    theirs = (await other.get('/settings')).form('/sign-out').values['_csrf']!;
  });
  afterAll(() => web.close());

  const addressOf = (path: string) =>
    path
      .replace(':areaId', web.world.areaId)
      .replace(':area', 'calderdale')
      .replace(/:\w*[iI]d\b/g, () => newId())
      .replace(':token', newToken())
      .replace(/:\w+/g, 'something');
  const send = async (
    { method, path }: Route,
    token: string | undefined,
    headers: Record<string, string>,
  ) => {
    // Refusals are about forms here; how many there may be is another matter.
    await web.world.owner('DELETE FROM rate_count');
    const answer = await fetch(web.url + addressOf(path), {
      method,
      redirect: 'manual',
      body: new URLSearchParams(token ? { _csrf: token } : {}),
      headers: {
        cookie,
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        ...headers,
      },
    });
    const text = await answer.text();
    return `${answer.status} ${text.startsWith('{') ? ((JSON.parse(text) as { code?: string }).code ?? '') : ''}`.trim();
  };
  const pages = () =>
    routes.filter(
      ({ path, policy }) => !path.startsWith('/api/') && !(policy?.kind === 'link' && policy.fromAnywhere),
    );
  const FORGED = '403 shell.forged-form';
  const contents = async () => {
    const tables = await web.world.owner<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'rate_count' ORDER BY 1`,
    );
    const sums = [];
    for (const { name } of tables)
      sums.push(
        ...(await web.world.owner(
          `SELECT '${name}' AS name, count(*) || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS sum FROM ${name} t`,
        )),
      );
    return sums;
  };

  it('is refused from another site, without its token and with somebody else’s, and changes nothing', async () => {
    expect(pages().length).toBeGreaterThan(60);
    const before = await contents();
    const wrong: string[] = [];
    for (const route of pages()) {
      const attempts: Record<string, string> = {
        'from another site': await send(route, own, { origin: 'https://evil.example' }),
        'from another site, by referrer': await send(route, own, { referer: 'https://evil.example/page' }),
        'from nowhere': await send(route, own, {}),
        'without a token': await send(route, undefined, { origin: web.url }),
        'with another’s token': await send(route, theirs, { origin: web.url }),
      };
      for (const [how, answer] of Object.entries(attempts)) {
        // A link or a record that is not there is not there, whoever asks from our own pages.
        const missing = /token$/.test(how) && /^404 /.test(answer);
        if (answer !== FORGED && !missing) wrong.push(`${route.method} ${route.path} ${how}: ${answer}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(await contents()).toEqual(before);
  }, 240_000);

  it('is looked at with its own token, from our own pages', async () => {
    const refused: string[] = [];
    // Signing out ends what the others need.
    for (const route of pages().filter(
      ({ path }) => path !== '/sign-out' && !path.startsWith('/welcome/sample'),
    )) {
      const open = route.policy?.kind === 'link' || isPublicPage(route.path);
      const answer = open
        ? await send(route, visitor.own, { origin: web.url, cookie: visitor.cookie })
        : await send(route, own, { origin: web.url });
      if (answer === FORGED) refused.push(`${route.method} ${route.path}`);
    }
    expect(refused).toEqual([]);
  }, 240_000);

  it('has few beside it that need neither, and those take no cookie', async () => {
    const open = routes.filter((route) => !pages().includes(route));
    const byLink = open.filter(({ policy }) => policy?.kind === 'link' && policy.fromAnywhere);
    expect(byLink.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /leave/:token']);
    for (const route of open) {
      if (route.policy?.kind !== 'right' || isPublicPage(route.path)) continue;
      expect([route.path, await send(route, own, { origin: web.url })]).toEqual([
        route.path,
        expect.stringMatching(/^401 /),
      ]);
    }
  });
});

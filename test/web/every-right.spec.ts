import { Links, Tokens } from '#access';
import { Exports } from '#documents';
import { Contacts, Employers, Tasks } from '#employers';
import { type Actor, newId, type Tx } from '#platform';
import { isPublicPage } from '../../apps/web/src/shell/index.js';
import { RightCheck } from '../../apps/web/src/shell/right-check.js';
import {
  allRoutes,
  LET_IN,
  OnlyGuards,
  type WalkRoute,
  written,
  writtenCell,
} from '../support/right-walk.js';
import type { Visitor } from '../support/visitor.js';
import { type TestGrant, type TestWeb, testWeb } from '../support/web.js';

const METHODS = ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE'];

interface Persona {
  name: string;
  grants: TestGrant[];
  /** Who is not signed in, or not any more. */
  outside?: 'nobody' | 'disabled';
}

/** In area A stand the records; B is another one. */
const personas: Persona[] = [
  { name: 'administrator of A', grants: [{ role: 'administrator' }] },
  { name: 'administrator of everything', grants: [{ role: 'administrator', areaId: null }] },
  { name: 'regional lead of A', grants: [{ role: 'regional_lead' }] },
  { name: 'coordinator of A', grants: [{ role: 'coordinator' }] },
  { name: 'partner X in A', grants: [{ role: 'partner', agency: 'X' }] },
  { name: 'partner Y in A', grants: [{ role: 'partner', agency: 'Y' }] },
  { name: 'commissioner of A', grants: [{ role: 'commissioner' }] },
  {
    name: 'administrator and coordinator of A',
    grants: [{ role: 'administrator' }, { role: 'coordinator' }],
  },
  {
    name: 'partner X and commissioner in A',
    grants: [{ role: 'partner', agency: 'X' }, { role: 'commissioner' }],
  },
  { name: 'with no role', grants: [] },
  { name: 'disabled coordinator', grants: [{ role: 'coordinator' }], outside: 'disabled' },
  { name: 'nobody', grants: [], outside: 'nobody' },
];
/** The same roles in B, who are to find nothing of A. */
const elsewhere = ['administrator', 'regional_lead', 'coordinator', 'partner', 'commissioner'] as const;

const actor: Actor = { kind: 'user', label: 'Sam Sample' };
const ID = /:(\w+)/g;

/** Whoever walks, with a browser and a token that has every scope. */
interface Walker {
  persona: Persona;
  visitor: Visitor & { userId?: string };
  token?: string;
  /** Of pages for the signed-in, and of pages for everybody. */
  csrf: { own: string; open: string };
}

describe('every route, for everybody', () => {
  let web: TestWeb;
  let routes: WalkRoute[];
  const walkers: Walker[] = [];
  /** Records of A made by each persona: by the name of the parameter. */
  const own: Record<string, Record<string, string>> = {};
  const links: Record<string, string> = {};
  let second = '';

  const write = <T>(work: (tx: Tx) => Promise<T>) => web.world.db.write([web.world.areaId], work);

  async function start() {
    web = await testWeb({}, { modules: [OnlyGuards] });
    second = web.world.secondAreaId;
    routes = allRoutes(web);
    const employer = await write((tx) =>
      web.app.get(Employers).create(tx, web.world.areaId, { name: 'Wall Mill (sample)' }, actor),
    );
    const everybody = [
      ...personas,
      ...elsewhere.map(
        (role): Persona => ({ name: `${role} of B`, grants: [{ role, areaId: second, agency: 'X' }] }),
      ),
    ];
    for (const persona of everybody) {
      const visitor: Walker['visitor'] =
        persona.outside === 'nobody' ? web.visitor() : await web.signedIn(...persona.grants);
      // Only guards run here, so no page can be asked for the form's token; it is made as the page would make it.
      const csrf = {
        own: web.csrfOf(visitor, persona.outside === 'disabled'),
        open: web.csrfOf(visitor, true),
      };
      const { userId } = visitor;
      const areaIds = [persona.grants[0]?.areaId ?? web.world.areaId];
      const token = userId
        ? (
            await write((tx) =>
              web.app.get(Tokens).create(tx, { name: 'walk', userId, scopes: ['*'], areaIds }),
            )
          ).token
        : undefined;
      if (persona.outside === 'disabled')
        await web.world.owner('UPDATE app_user SET disabled_at = now() WHERE id = $1', [userId]);
      const by: Actor = { kind: 'user', id: userId ?? newId(), label: persona.name };
      own[persona.name] = await write(async (tx) => ({
        contactId: (
          await web.app
            .get(Contacts)
            .add(tx, web.world.areaId, employer.id, { name: persona.name, madeByUserId: userId }, by)
        ).id,
        taskId: (await web.app
          .get(Tasks)
          .add(tx, { areaId: web.world.areaId, title: 'Ring', dueOn: '2026-12-01' }, by))!,
        exportId: (
          await web.app.get(Exports).ask(
            tx,
            web.world.areaId,
            {
              source: 'employers.employers',
              columns: ['name'],
              filter: {},
              format: 'csv',
              reason: 'To walk along all routes',
            },
            () => ({ areas: [web.world.areaId], scope: 'area', conditions: [] }),
            { ...by, userId: by.id! },
          )
        ).id,
      }));
      walkers.push({ persona, visitor, csrf, ...(token && { token }) });
    }
    for (const purpose of new Set(
      routes.flatMap((r) => (r.policy?.kind === 'link' ? [r.policy.purpose] : [])),
    ))
      if (purpose !== 'unsubscribe')
        links[purpose] = await write((tx) =>
          web.app.get(Links).create(tx, {
            purpose,
            areaId: web.world.areaId,
            subjectId: newId(),
            expiresAt: new Date('2099-01-01'),
          }),
        );
  }

  const pathOf = (route: WalkRoute, ids: Record<string, string> = {}): string =>
    route.path.replace(ID, (_, name: string) =>
      name === 'area' ? 'calderdale' : (ids[name] ?? (/id$/i.test(name) ? newId() : 'x')),
    );

  /** What the guard answers: `in`, or a status; a way to the sign-in page is 401 too. */
  async function answer(walker: Walker, method: string, path: string): Promise<'in' | number> {
    const open = /^\/(network|b|place|s|leave)\//.test(path);
    const api = path.startsWith('/api/');
    const headers: Record<string, string> = api
      ? {
          'content-type': 'application/json',
          ...(walker.token && { authorization: `Bearer ${walker.token}` }),
        }
      : {
          'content-type': 'application/x-www-form-urlencoded',
          origin: web.url,
          cookie: walker.visitor.cookieHeader,
        };
    const changes = !['GET', 'HEAD'].includes(method);
    const found = await fetch(web.url + path, {
      method,
      headers,
      redirect: 'manual',
      ...(changes && {
        body: api ? '{}' : new URLSearchParams({ _csrf: walker.csrf[open ? 'open' : 'own'] }).toString(),
      }),
    });
    const to = found.headers.get('location') ?? '';
    if (found.status === 303 && to === LET_IN) return 'in';
    if (found.status === 303 && to.startsWith('/sign-in')) return 401;
    return found.status;
  }

  /** What the matrix says, by its own text. */
  function expected({ persona, token }: Walker, { policy, path }: WalkRoute, whose?: string): 'in' | number {
    if (policy?.kind === 'anyone') return 'in';
    if (policy?.kind !== 'right') return 404;
    const { resource, verb } = policy;
    if (isPublicPage(path)) return writtenCell('public', resource, verb) ? 'in' : 403;
    const api = path.startsWith('/api/');
    if (persona.outside || (api && !token)) return 401;
    // The way out is for everybody who is signed in.
    if (policy.withoutRole && !persona.grants.length) return 'in';
    const cells = persona.grants.flatMap(({ role }) => writtenCell(role, resource, verb) ?? []);
    const mine = cells.filter((cell) => !['public', 'link'].includes(cell.scope));
    if (!mine.length) return 403;
    if (api && !writtenCell('api_token', resource, verb)) return 403;
    const most = writtenCell('api_token', resource, verb);
    if (api && ['public', 'link'].includes(most!.scope)) return 403;
    // Of two field sets that do not lie within one another nothing is left.
    if (api && most!.fields && mine.every((cell) => cell.fields && cell.fields !== most!.fields)) return 403;
    if (policy.decidesDrafts && mine.every((cell) => cell.conditions?.includes('draft'))) return 403;
    // Whose right ends at their own account has none on a page about others.
    if (!policy.subject && !policy.about && mine.every((cell) => cell.scope === 'self')) return 403;
    const ofB = persona.name.endsWith('of B');
    if (policy.subject && whose !== undefined) {
      if (
        ofB &&
        (mine.every((cell) => cell.scope !== 'area') || mine.some((cell) => cell.conditions?.length))
      )
        return 404;
      if (mine.some((cell) => cell.scope === 'area')) return 'in';
      return whose === persona.name ? 'in' : 404;
    }
    return 'in';
  }

  /** Whoever walks everywhere meets the limits of those who guess; those are tested elsewhere. */
  const forgetTries = () => web.world.owner('DELETE FROM rate_count');

  /** Routes whose address says of whom the record is, as far as the guard looks. */
  const subjects = ['contactId', 'taskId', 'exportId'];

  async function walk(): Promise<string[]> {
    const wrong: string[] = [];
    for (const walker of walkers) {
      await forgetTries();
      for (const route of routes) {
        const { policy, method, path } = route;
        if (policy?.kind === 'link') continue;
        await forgetTries();
        const subject = policy?.kind === 'right' ? policy.subject : undefined;
        const cases: [string | undefined, Record<string, string>][] =
          subject && subjects.includes(subject)
            ? personas.slice(2, 6).map(({ name }) => [name, own[name]!])
            : [[undefined, {}]];
        for (const [whose, ids] of cases) {
          if (subject && !whose) continue;
          const wanted = expected(walker, route, whose);
          const got = await answer(walker, method, pathOf(route, ids));
          if (got !== wanted)
            wrong.push(`${walker.persona.name}: ${method} ${path} (${whose ?? ''}) ${got}, not ${wanted}`);
        }
      }
    }
    return wrong;
  }

  beforeAll(start, 120_000);
  afterAll(() => web?.close());

  it('lets in whom the matrix lets in, and nobody else', async () => {
    expect(routes.length).toBeGreaterThan(200);
    expect(await walk()).toEqual([]);
  }, 400_000);

  it('control: with the check of scopes off, others’ contacts and tasks are open', async () => {
    const check = RightCheck.prototype.check;
    RightCheck.prototype.check = async () => undefined;
    try {
      const wrong = await walk();
      expect(
        wrong.filter((line) => /partner Y in A: .*\(partner X in A\) in, not 404/.test(line)),
      ).not.toEqual([]);
    } finally {
      RightCheck.prototype.check = check;
    }
  }, 400_000);

  it('answers other methods, capitals, slashes at the end and encoded addresses no differently', async () => {
    const wrong: string[] = [];
    const known = new Set(routes.map(({ method, path }) => `${method} ${path}`));
    for (const walker of walkers.filter(({ persona }) =>
      /nobody|partner X|commissioner|coordinator of B/.test(persona.name),
    ))
      for (const route of routes) {
        if (route.policy?.kind === 'link' || /^\/(start|new-address)\//.test(route.path)) continue;
        await forgetTries();
        const path = pathOf(route);
        const plain = await answer(walker, route.method, path);
        const spellings: Record<string, string> = {
          slash: path === '/' ? '//' : `${path}/`,
          encoded: path.replace(/[a-z](?=[^/]*$)/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
          capitals: path.replace(/^\/(?!api)[a-z]+/, (word) => word.toUpperCase()),
        };
        for (const [how, spelt] of Object.entries(spellings)) {
          const got = await answer(walker, route.method, spelt);
          if (got !== plain && got !== 404 && got !== 401 && got !== 403)
            wrong.push(`${walker.persona.name}: ${route.method} ${spelt} (${how}) ${got}, not ${plain}`);
        }
        for (const method of METHODS) {
          if (known.has(`${method} ${route.path}`)) continue;
          const got = await answer(walker, method, path);
          const like = method === 'HEAD' ? await answer(walker, 'GET', path) : 404;
          if (got !== like && got !== 404 && got !== 401 && got !== 403)
            wrong.push(`${walker.persona.name}: ${method} ${path} ${got}, not ${like}`);
        }
      }
    expect(wrong).toEqual([]);
  }, 400_000);

  it('opens by a link of its purpose and by no other, and says of a stranger’s that it leads nowhere', async () => {
    const nobody = walkers.find(({ persona }) => persona.name === 'nobody')!;
    const by = (route: WalkRoute, token: string) =>
      answer(nobody, route.method, route.path.replace(':token', token).replace(ID, 'x'));
    const wrong: string[] = [];
    for (const route of routes) {
      if (route.policy?.kind !== 'link' || route.policy.purpose === 'unsubscribe') continue;
      await forgetTries();
      for (const [purpose, token] of Object.entries(links)) {
        const got = await by(route, token);
        const wanted = purpose === route.policy.purpose ? 'in' : 404;
        if (got !== wanted) wrong.push(`${route.method} ${route.path} by ${purpose}: ${got}, not ${wanted}`);
      }
      expect(await by(route, 'A'.repeat(43))).toBe(404);
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  it('covers the matrix: each pair that is granted has a route, or stands on the dated list', () => {
    const used = new Set(
      routes.flatMap(({ policy }) =>
        policy && policy.kind !== 'anyone' ? [`${policy.resource}:${policy.verb}`] : [],
      ),
    );
    const granted = Object.entries(written.grants).flatMap(([resource, verbs]) =>
      Object.entries(verbs)
        .filter(([, roles]) => Object.entries(roles).some(([role, cell]) => cell && role !== 'operator'))
        .map(([verb]) => `${resource}:${verb}`),
    );
    const listed = written.unused.filter(({ role }) => !role).map(({ pair }) => pair);
    expect(granted.filter((pair) => !used.has(pair)).sort()).toEqual([...listed].sort());
    for (const { why, since } of written.unused) {
      expect(why.length).toBeGreaterThan(5);
      expect(since).toMatch(/^\d{4}-\d\d-\d\d$/);
    }
  });
});

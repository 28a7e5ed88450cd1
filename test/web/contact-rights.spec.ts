import { Tokens } from '#access';
import { Contacts, Employers } from '#employers';
import { type Actor, type Tx } from '#platform';
import type { Visitor } from '../support/visitor.js';
import { type TestGrant, type TestWeb, testWeb } from '../support/web.js';

const actor: Actor = { kind: 'user', label: 'Sam Sample' };
const scopes = ['contact:list', 'contact:see', 'contact:create', 'contact:change'];
type Caller = Visitor & { userId: string };
interface Answer {
  status: number;
  body: Record<string, unknown>;
}

let web: TestWeb;
let employerId: string;
const callers: Record<string, Caller> = {};
const tokens: Record<string, string> = {};
/** A contact of each caller, one of another partner, one nobody made. */
const made: Record<string, string> = {};

const roles: Record<string, TestGrant> = {
  coordinator: { role: 'coordinator' },
  partner: { role: 'partner', agency: 'Jobcentre Plus' },
  'other partner': { role: 'partner', agency: 'Chamber' },
  'regional lead': { role: 'regional_lead' },
  commissioner: { role: 'commissioner' },
};

const write = <T>(work: (tx: Tx) => Promise<T>) => web.world.db.write([web.world.areaId], work);
const stored = (id: string) => write((tx) => web.app.get(Contacts).get(tx, id));
const put = (name: string, madeByUserId?: string) =>
  write(async (tx) => {
    const person = { name, email: `${name.replaceAll(' ', '.')}@secret.example`, phone: '01632 960 014' };
    const input = { ...person, roles: ['signatory' as const], madeByUserId };
    return (await web.app.get(Contacts).add(tx, web.world.areaId, employerId, input, actor)).id;
  });

beforeAll(async () => {
  web = await testWeb();
  employerId = await write(
    async (tx) =>
      (await web.app.get(Employers).create(tx, web.world.areaId, { name: 'Wall Mill (sample)' }, actor)).id,
  );
  made['nobody'] = await put('of nobody');
  for (const [name, grant] of Object.entries(roles)) {
    const caller = await web.signedIn(grant);
    callers[name] = caller;
    made[name] = await put(`of ${name}`, caller.userId);
    const areaIds = [web.world.areaId];
    tokens[name] = (
      await write((tx) =>
        web.app.get(Tokens).create(tx, { name: 'test', userId: caller.userId, scopes, areaIds }),
      )
    ).token;
  }
});
afterAll(() => web?.close());

const post = async (who: string, path: string, fields: Record<string, string>) => {
  const csrf = (await callers[who]!.get('/area')).form('/sign-out');
  const body = new URLSearchParams({ _csrf: csrf.values['_csrf']!, ...fields }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return callers[who]!.send(path, { method: 'POST', body, headers });
};
const api = async (who: string, method: string, path: string, body?: object): Promise<Answer> => {
  const answer = await fetch(`${web.url}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${tokens[who]}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};
const SECRET = /@secret\.example|01632|signatory|Signatory/;

describe('a contact', () => {
  // Who may change whose, by the access matrix: coordinators all, partners what they added.
  const reach: [string, string, boolean][] = Object.keys(roles).flatMap((who) =>
    ['nobody', 'coordinator', 'partner', 'other partner'].map((whose): [string, string, boolean] => [
      who,
      whose,
      who === 'coordinator' || (who === whose && who.includes('partner')),
    ]),
  );
  const refused = (who: string) => (who.includes('partner') ? 404 : 403);

  it.each(reach)('%s, one of %s: every route that changes says the same (%s)', async (who, whose, may) => {
    const id = made[whose]!;
    const at = `/employers/${employerId}/contacts/${id}`;
    const before = await stored(id);
    const name = `${before.name.split(' by ')[0]} by ${who}`;

    const form = await callers[who]!.get(at);
    expect(form.status).toBe(may ? 200 : refused(who));
    expect(SECRET.test(form.text)).toBe(who === 'coordinator');
    const fields: Record<string, string> =
      who === 'coordinator' ? { name, email: before.email!, roles: 'signatory' } : { name };
    expect((await post(who, at, fields)).status).toBe(may ? 200 : refused(who));
    expect((await stored(id)).name).toBe(may ? name : before.name);

    const patched = await api(who, 'PATCH', `/contacts/${id}`, may ? { jobRole: 'Baker' } : {});
    expect(patched.status).toBe(may ? 200 : refused(who));
    expect(SECRET.test(JSON.stringify(patched.body))).toBe(who === 'coordinator');
    expect((await stored(id)).jobRole).toBe(may ? 'Baker' : before.jobRole);
    expect((await post(who, `${at}/left`, {})).status).toBe(may ? 200 : refused(who));
    expect((await stored(id)).leftAt !== null).toBe(may);
    await web.world.owner('UPDATE contact SET left_at = NULL, job_role = NULL WHERE id = $1', [id]);
    // What a partner cannot say stays as it was.
    expect(await stored(id)).toMatchObject({
      email: before.email,
      phone: who === 'coordinator' && may ? null : before.phone,
      roles: before.roles,
    });
    await web.world.owner('UPDATE contact SET phone = $2 WHERE id = $1', [id, before.phone]);
  });

  it.each(['partner', 'regional lead', 'coordinator'])(
    '%s: what is read holds their fields only',
    async (who) => {
      const all = who === 'coordinator';
      for (const path of ['', '/contacts', '/activities/new']) {
        const page = await callers[who]!.get(`/employers/${employerId}${path}`);
        if (page.status === 200 && path !== '/activities/new') expect(SECRET.test(page.text)).toBe(all);
        if (!all) expect(page.text).not.toMatch(SECRET);
      }
      const list = await api(who, 'GET', `/employers/${employerId}/contacts`);
      const one = await api(who, 'GET', `/contacts/${made['nobody']}`);
      const shared = ['employerId', 'id', 'jobRole', 'name'];
      const every = [...shared, 'email', 'emailState', 'isPrimary', 'leftAt', 'phone', 'roles'];
      for (const contact of [one.body, ...(list.body['contacts'] as object[])])
        expect(Object.keys(contact).sort()).toEqual((all ? every : shared).sort());
    },
  );

  it('added by a partner is theirs to rename, but not to be written to first, in a role or elsewhere', async () => {
    const path = `/employers/${employerId}/contacts`;
    const person = { name: 'Pat Placeholder', email: 'pat@secret.example' };
    for (const more of [{ isPrimary: 'yes' }, { roles: ['signatory'] }])
      expect((await api('partner', 'POST', path, { ...person, ...more })).status).toBe(422);
    const form = (await callers['partner']!.get(`${path}/new`)).form('email');
    expect(Object.keys(form.values).sort()).toEqual(['_csrf', 'email', 'jobRole', 'name', 'phone']);
    const added = await api('partner', 'POST', path, person);
    expect(added.status).toBe(201);
    expect(JSON.stringify(added.body)).not.toMatch(SECRET);
    const id = String(added.body['id']);
    expect(await stored(id)).toMatchObject({ ...person, isPrimary: false, roles: [] });
    expect(await api('partner', 'PATCH', `/contacts/${id}`, { name: 'Pat Example' })).toMatchObject({
      status: 200,
      body: { name: 'Pat Example' },
    });
    for (const more of [{ email: 'a@evil.example' }, { isPrimary: 'yes' }, { phone: '1' }, { roles: [] }])
      expect((await api('partner', 'PATCH', `/contacts/${id}`, more)).status).toBe(422);
    expect((await post('partner', `${path}/${id}`, { name: 'Pat', email: 'a@evil.example' })).status).toBe(
      422,
    );
    expect((await api('other partner', 'PATCH', `/contacts/${id}`, {})).status).toBe(404);
    expect(await stored(id)).toMatchObject({ name: 'Pat Example', email: person.email });
  });
});

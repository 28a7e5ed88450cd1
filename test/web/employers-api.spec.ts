import { Tokens } from '#access';
import { type TestWeb, testWeb } from '../support/web.js';

describe('the API of employers', () => {
  let web: TestWeb;
  beforeAll(async () => {
    web = await testWeb();
  });
  afterAll(() => web?.close());

  it('offers the same verbs, from the same schemas', async () => {
    const { userId } = await web.person({ role: 'coordinator' });
    const scopes = [
      'employer:list',
      'employer:see',
      'employer:create',
      'employer:change',
      'contact:list',
      'contact:see',
      'contact:create',
      'contact:change',
    ];
    const { token } = await web.world.db.write([web.world.areaId], (tx) =>
      web.app
        .get(Tokens)
        .create(tx, { name: 'test', userId, scopes, areaIds: [web.world.areaId], days: 1 } as never),
    );
    const call = async (method: string, path: string, body?: object) => {
      const answer = await fetch(web.url + '/api' + path, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      });
      return {
        status: answer.status,
        type: answer.headers.get('content-type'),
        body: (await answer.json()) as Record<string, never>,
      };
    };
    const made = await call('POST', '/employers', {
      name: 'By program (sample)',
      postcode: 'hx11uj',
      headcount: 12,
    });
    expect(made).toMatchObject({
      status: 201,
      body: { stage: 'identified', postcode: 'HX1 1UJ', authorityCode: 'E08000033' },
    });
    const id = String(made.body['id']);
    // The same once more is refused, unless a program says that it is another.
    const twice = { name: 'BY PROGRAM (SAMPLE)', postcode: 'HX1 1UJ' };
    const refused = await call('POST', '/employers', twice);
    expect(refused).toMatchObject({ status: 409, body: { code: 'employers.alike' } });
    expect(JSON.stringify(refused.body)).toContain(id);
    expect((await call('POST', '/employers', { ...twice, seen: [id] })).status).toBe(201);
    expect((await call('POST', '/employers', { ...twice, seen: ['?'] })).status).toBe(422);
    expect(await call('POST', '/employers', { name: 'Nul\u0000 and bell\u0007 (sample)' })).toMatchObject({
      status: 201,
      body: { name: 'Nul and bell (sample)' },
    });
    expect((await call('GET', '/employers?q=%00')).status).toBe(200);
    expect((await call('GET', `/employers/${id}%00`)).body['id']).toBe(id);
    const changed = await call('PATCH', `/employers/${id}`, { sector: 'third' });
    expect(changed.body).toMatchObject({
      sector: 'third',
      headcount: 12,
      postcode: 'HX1 1UJ',
      name: 'By program (sample)',
    });
    expect((await call('POST', `/employers/${id}/stage`, { stage: 'contacted' })).body).toMatchObject({
      stage: 'contacted',
    });
    const illegal = await call('POST', `/employers/${id}/stage`, { stage: 'active' });
    expect(illegal).toMatchObject({ status: 422, type: expect.stringContaining('application/problem+json') });
    const contact = await call('POST', `/employers/${id}/contacts`, {
      name: 'Robin Example',
      email: 'robin@example.org',
      roles: ['hr'],
    });
    expect(contact).toMatchObject({ status: 201, body: { isPrimary: true, roles: ['hr'] } });
    const moved = await call('PATCH', `/contacts/${String(contact.body['id'])}`, { jobRole: 'HR manager' });
    expect(moved.body).toMatchObject({ jobRole: 'HR manager', email: 'robin@example.org', roles: ['hr'] });
    expect((await call('GET', `/employers/${id}/contacts`)).body['contacts']).toHaveLength(1);
    const list = await call('GET', '/employers?q=by+program');
    expect(list.body).toMatchObject({ total: 2, next: null });
    expect(await call('POST', '/employers', { name: '', area_id: 'x' })).toMatchObject({ status: 422 });
    expect((await call('GET', `/employers/${'0'.repeat(8)}-0000-7000-8000-${'0'.repeat(12)}`)).status).toBe(
      404,
    );
    expect((await fetch(`${web.url}/api/openapi.json`)).status).toBe(200);
  });
});

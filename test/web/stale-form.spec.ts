import { Visitor } from '../support/visitor.js';
import { PASSWORD, type TestWeb, testWeb } from '../support/web.js';

describe('a form that was open for too long', () => {
  let web: TestWeb;
  beforeAll(async () => {
    web = await testWeb();
  });
  afterAll(() => web.close());
  beforeEach(() => web.world.clock.set('2026-11-24T09:00:00Z'));

  const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

  it('of the public comes back with all that was typed and a new token', async () => {
    // A browser that has lost its cookie, and a form with everything a form can hold.
    const visitor = web.visitor();
    const body = new URLSearchParams([
      ['_csrf', 'old'],
      ['email', 'sam@example.org'],
      ['people[0][name]', 'Bo <b>'],
      ['people[1][name]', 'Ash'],
      ['day', '1'],
      ['day', '2'],
      ['password', 'never shown'],
    ]);
    const page = await visitor.send('/sign-in/new-password?x=1', {
      method: 'POST',
      body: body.toString(),
      headers: FORM,
    });
    expect([page.status, page.title]).toEqual([403, expect.stringContaining('Send it once more')]);
    const { _csrf, ...fields } = page.form('Send it now').values;
    expect(fields).toEqual({
      email: 'sam@example.org',
      'people[0][name]': 'Bo <b>',
      'people[1][name]': 'Ash',
      'day[]': '2',
    });
    expect(page.all('[name="day[]"]').map((field) => field.getAttribute('value'))).toEqual(['1', '2']);
    expect(page.text).not.toContain('never shown');
    expect(page.one('form').getAttribute('action')).toBe('/sign-in/new-password?x=1');
  });

  it('of the public is taken when it is sent once more', async () => {
    const page = await (await web.visitor().get('/sign-in/new-password')).form('email').fill({
      email: 'sam@example.org',
    });
    const other = new Visitor(web.url);
    const stale = await other.send('/sign-in/new-password', {
      method: 'POST',
      body: new URLSearchParams(page.values).toString(),
      headers: FORM,
    });
    const done = await stale.form('Send it now').submit();
    expect([done.status, done.words]).toEqual([200, expect.stringContaining('sam@example.org')]);
  });

  it('is not shown again to another site', async () => {
    const answer = await fetch(`${web.url}/sign-in/new-password`, {
      method: 'POST',
      body: 'email=sam@example.org',
      headers: { ...FORM, origin: 'https://evil.example', accept: 'text/html' },
    });
    expect([answer.status, (await answer.text()).includes('sam@example.org')]).toEqual([403, false]);
  });

  it('of staff is kept while they sign in again, for themselves only', async () => {
    const { email } = await web.person({ role: 'coordinator' });
    const visitor = web.visitor();
    await (await visitor.get('/sign-in')).form('password').fill({ email, password: PASSWORD }).submit();
    const form = (await visitor.get('/employers/new')).form('name').fill({ name: 'Typed with care Ltd' });
    web.world.clock.set('2026-11-24T09:45:00Z');
    const signIn = await form.submit();
    expect([signIn.status, signIn.words]).toEqual([401, expect.stringContaining('What you entered is kept')]);
    expect(signIn.text).not.toContain('Typed with care');
    const stranger = await web.person({ role: 'coordinator' });
    const kept = signIn.one('[name=kept]').getAttribute('value')!;
    const elsewhere = (await web.visitor().get('/sign-in')).form('password');
    elsewhere.fill({ email: stranger.email, password: PASSWORD });
    const theirs = await web.visitor().send('/sign-in', {
      method: 'POST',
      body: new URLSearchParams({ ...elsewhere.values, kept }).toString(),
      headers: FORM,
    });
    expect(theirs.text).not.toContain('Typed with care');
    // A wrong password loses nothing either.
    const again = await signIn.form('password').fill({ email, password: 'wrong' }).submit();
    const back = await again.form('password').fill({ email, password: PASSWORD }).submit();
    expect(back.words).toContain('You are signed in again. Everything you entered is kept');
    const done = await back.form('Send it now').submit();
    expect(done.text).toContain('Typed with care Ltd');
  });
});

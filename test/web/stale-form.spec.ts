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
    expect(stale.form('Send it now').values['email']).toBe('sam@example.org');
    expect([done.status, done.words]).toEqual([200, expect.stringContaining('Look in your email')]);
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

  describe('of staff whose sign-in was ended from elsewhere', () => {
    const signIn = async (visitor: Visitor, email: string, password = PASSWORD) =>
      (await visitor.get('/sign-in')).form('password').fill({ email, password }).submit();
    const begun = async (...grants: Parameters<typeof web.person>) => {
      const person = await web.person(...grants);
      const visitor = web.visitor();
      await signIn(visitor, person.email);
      const form = (await visitor.get('/employers/new'))
        .form('name')
        .fill({ name: `Works of ${person.name}` });
      return { ...person, visitor, form };
    };
    const employers = (name: string) =>
      web.world.owner<{ area_id: string }>('SELECT area_id FROM employer WHERE name = $1', [name]);

    it('is kept, says why, and is sent after they have signed in again', async () => {
      const { email, name, form } = await begun({ role: 'coordinator' });
      const other = web.visitor();
      await signIn(other, email);
      await (await other.get('/account/security')).form('Sign out everywhere else').submit();
      const page = await form.submit();
      expect([page.status, page.words]).toEqual([
        401,
        expect.stringMatching(/signed out here from another browser.*What you entered is kept/),
      ]);
      expect(page.text).not.toContain(`Works of ${name}`);
      const back = await page.form('password').fill({ email, password: PASSWORD }).submit();
      expect((await back.form('Send it now').submit()).text).toContain(`Works of ${name}`);
      expect(await employers(`Works of ${name}`)).toHaveLength(1);
    });

    it('goes into the area they were in, though a further role has come before it', async () => {
      const { secondAreaId, areaId } = web.world;
      const { email, name, userId, visitor, form } = await begun({
        role: 'coordinator',
        areaId: secondAreaId,
      });
      const administrator = await web.signedIn({ role: 'administrator', areaId: null });
      await (await administrator.get(`/settings/people/${userId}`))
        .form('newReason')
        .fill({ newRole: 'coordinator', newArea: areaId, newReason: 'Stands in for a colleague' })
        .submit();
      // A page says why as well.
      expect((await visitor.get('/employers')).words).toContain('because your role has changed');
      const page = await form.submit();
      expect(page.words).toMatch(/because your role has changed.*What you entered is kept/);
      const back = await page.form('password').fill({ email, password: PASSWORD }).submit();
      await back.form('Send it now').submit();
      expect(await employers(`Works of ${name}`)).toEqual([{ area_id: secondAreaId }]);
    });

    it('goes nowhere once they hold no role in its area', async () => {
      const { secondAreaId, areaId } = web.world;
      const { email, name, userId, visitor, form } = await begun(
        { role: 'coordinator' },
        { role: 'coordinator', areaId: secondAreaId },
      );
      expect((await visitor.get('/employers')).text).toContain('Calderdale');
      const administrator = await web.signedIn({ role: 'administrator', areaId: null });
      await (await administrator.get(`/settings/people/${userId}`))
        .form('roleReason')
        .fill({ held: `coordinator:${areaId}`, role: 'none', roleReason: 'Moves to another team' })
        .submit();
      const page = await form.submit();
      const back = await page.form('password').fill({ email, password: PASSWORD }).submit();
      expect(back.text).not.toContain('Send it now');
      expect(await employers(`Works of ${name}`)).toEqual([]);
    });

    it('is lost, and nothing is said, when the access was ended, also once it is given back', async () => {
      const { name, userId, visitor, form } = await begun({ role: 'coordinator' });
      const other = web.visitor();
      const administrator = await web.signedIn({ role: 'administrator', areaId: null });
      const act = async (button: string) =>
        (await administrator.get(`/settings/people/${userId}`))
          .form('reason')
          .fill({ reason: 'Is away for a long time' })
          .submit(button);
      // Ended from elsewhere first, and with the access after that.
      await signIn(
        other,
        (await web.world.owner<{ email: string }>('SELECT email FROM app_user WHERE id = $1', [userId]))[0]!
          .email,
      );
      await (await other.get('/account/security')).form('Sign out everywhere else').submit();
      await act('End access');
      for (const state of ['ended', 'given back']) {
        const page = await form.submit();
        expect([state, new URL(page.url).pathname, page.all('[name=kept]')]).toEqual([state, '/sign-in', []]);
        expect(page.words).not.toContain('You were signed out');
        expect(page.text).not.toContain(`Works of ${name}`);
        expect((await visitor.get('/employers')).words).not.toContain('You were signed out');
        if (state === 'ended') await act('Give access back');
      }
    });

    it('is kept from no other site, and for no cookie that is not ours', async () => {
      const { email, name, visitor, form } = await begun({ role: 'coordinator' });
      const other = web.visitor();
      await signIn(other, email);
      await (await other.get('/account/security')).form('Sign out everywhere else').submit();
      const send = (headers: Record<string, string>) =>
        fetch(form.target(), {
          method: 'POST',
          body: new URLSearchParams(form.values).toString(),
          headers: { ...FORM, accept: 'text/html', ...headers },
          redirect: 'manual',
        });
      const cookie = visitor.cookieHeader;
      const foreign = await send({ cookie, origin: 'https://evil.example' });
      expect([foreign.status, (await foreign.text()).includes('name="kept"')]).toEqual([403, false]);
      const forged = cookie.replace(/(crm_session[^=]*=[^.]+)\.([^.]+)\.([^;]+)/, '$1.$2.AAAA');
      expect(forged).not.toBe(cookie);
      expect((await send({ cookie: forged, origin: web.url })).status).toBe(303);
      // Control: with the cookie it has, from our page, it is kept.
      const own = await send({ cookie, origin: web.url });
      expect([own.status, (await own.text()).includes('name="kept"')]).toEqual([401, true]);
      expect(await employers(`Works of ${name}`)).toEqual([]);
    });
  });
});

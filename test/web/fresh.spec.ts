import { Controller, Module, Post } from '@nestjs/common';
import { FreshSignIn } from '../../apps/web/src/shell/fresh.js';
import { Allow, type Principal, ShellModule } from '../../apps/web/src/shell/index.js';
import { authenticatorCode } from '../support/authenticator.js';
import type { Page, Visitor } from '../support/visitor.js';
import { PASSWORD, type TestWeb, testWeb } from '../support/web.js';

/** A route whose cell of the matrix says `fresh`, for administrators. */
@Controller('fresh')
class Fresh {
  done = 0;
  @Post()
  @Allow('setting', 'change')
  change() {
    this.done++;
    return 'done';
  }
}
@Module({ imports: [ShellModule], controllers: [Fresh] })
class FreshModule {}

const sessionOf = (visitor: Visitor) =>
  visitor
    .cookiesFor()
    .find(({ name }) => name.includes('session'))!
    .value.split('.')[0];

describe('what needs a fresh sign-in', () => {
  let web: TestWeb;
  beforeAll(async () => {
    web = await testWeb({}, { modules: [FreshModule] });
  });
  afterAll(() => web.close());
  beforeEach(() => web.world.clock.set('2026-11-24T09:00:00Z'));

  const later = (minutes: number) =>
    web.world.clock.set(new Date(web.world.clock.now().getTime() + minutes * 60_000).toISOString());
  const administrator = () => web.signedIn({ role: 'administrator', areaId: null });
  const invite = (page: Page, email: string) =>
    page.form('email').fill({ name: 'Jo Specimen', email, role: 'coordinator', area: web.world.areaId });
  const there = async (email: string) =>
    (await web.world.owner('SELECT 1 FROM app_user WHERE email = $1', [email])).length > 0;

  it('passes within ten minutes, and after them asks, keeps what was typed, and sends it', async () => {
    const visitor = await administrator();
    const form = invite(await visitor.get('/settings/people/new'), 'jo1@example.org');
    later(9);
    expect((await form.submit()).url).toContain('/settings?done=invited');
    const typed = invite(await visitor.get('/settings/people/new'), 'jo2@example.org');
    later(1);
    let page = await typed.submit();
    expect([page.status, page.title]).toEqual([403, expect.stringContaining('Is this you?')]);
    expect(page.words).toContain('What you entered is kept');
    expect(await there('jo2@example.org')).toBe(false);
    const wrong = await page.form('password').fill({ password: 'not it at all' }).submit();
    expect([wrong.status, wrong.words]).toEqual([422, expect.stringContaining('The password is not right')]);
    const before = sessionOf(visitor);
    page = await wrong.form('password').fill({ password: PASSWORD }).submit();
    expect(page.words).toContain('Everything you entered is kept');
    expect(sessionOf(visitor)).not.toBe(before);
    expect(await there('jo2@example.org')).toBe(false);
    page = await page.form('Send it now').submit();
    expect(page.url).toContain('/settings?done=invited');
    expect(await there('jo2@example.org')).toBe(true);
    // The id before opens nothing any more.
    const answer = await fetch(`${web.url}/settings`, {
      headers: { cookie: web.cookie(before!) },
      redirect: 'manual',
    });
    expect(answer.status).toBe(303);
  });

  it('is a page that leads there and back, and pages without it do not ask', async () => {
    const visitor = await administrator();
    later(11);
    expect((await visitor.get('/settings')).title).toContain('Settings');
    expect((await visitor.get('/account/security')).title).toContain('Signing in');
    let page = await visitor.get('/settings/people/new?x=1');
    expect(page.url).toBe(`${web.url}/sign-in/confirm?next=%2Fsettings%2Fpeople%2Fnew%3Fx%3D1`);
    page = await page.form('password').fill({ password: PASSWORD }).submit();
    expect(page.url).toBe(`${web.url}/settings/people/new?x=1`);
    expect(page.title).toContain('Add a person');
    later(9);
    expect((await visitor.get('/settings/people/new')).title).toContain('Add a person');
  });

  it('asks for the second factor where there is one, and not for the password', async () => {
    const visitor = await administrator();
    const letters = await web.giveApp(visitor.userId);
    later(11);
    let page = await visitor.get('/settings/people/new');
    expect(page.all('[name=password]')).toEqual([]);
    // The field is not on the page, and a password in its place does nothing.
    const form = page.form('code');
    page = await visitor.send('/sign-in/confirm', {
      method: 'POST',
      body: new URLSearchParams({ _csrf: form.values['_csrf']!, password: PASSWORD }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect([page.status, page.words]).toEqual([422, expect.stringContaining('Enter a code')]);
    const code = authenticatorCode(letters, web.world.clock.now());
    page = await form.fill({ code }).submit();
    expect(page.title).toContain('Add a person');
    later(11);
    page = await visitor.get('/settings/people/new');
    expect((await page.form('code').fill({ code }).submit()).status).toBe(422);
  });

  it('is refused with limits to who guesses the password of an open browser', async () => {
    const visitor = await administrator();
    later(11);
    let page = await visitor.get('/sign-in/confirm?next=/settings/people/new');
    for (let i = 0; i < 10; i++) {
      page = await page.form('password').fill({ password: 'not it' }).submit();
      expect(page.status).toBe(422);
    }
    expect((await page.form('password').fill({ password: PASSWORD }).submit()).status).toBe(429);
  });

  it('is not passed by a form of another site, another person’s kept form, or a program', async () => {
    const [one, other] = [await administrator(), await administrator()];
    const form = invite(await one.get('/settings/people/new'), 'jo3@example.org');
    later(11);
    const forged = await fetch(`${web.url}/fresh`, {
      method: 'POST',
      body: 'x=1',
      headers: {
        cookie: web.cookie(sessionOf(one)!),
        'content-type': 'application/x-www-form-urlencoded',
        origin: 'https://evil.example',
      },
    });
    expect([forged.status, await forged.text()]).toEqual([403, expect.not.stringContaining('Is this you?')]);
    const kept = (await form.submit()).one('[name=kept]').getAttribute('value')!;
    const theirs = (await other.get('/sign-in/confirm')).form('password').fill({ password: PASSWORD });
    const answer = await other.send('/sign-in/confirm', {
      method: 'POST',
      body: new URLSearchParams({ ...theirs.values, kept }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.words).not.toContain('Everything you entered is kept');
    const token = { kind: 'token', conditions: ['fresh'] } as unknown as Principal;
    await expect(
      web.app.get(FreshSignIn, { strict: false }).check({} as never, {} as never, token),
    ).rejects.toMatchObject({ kind: 'forbidden', code: 'access.fresh-sign-in-needed' });
    const json = await fetch(`${web.url}/fresh`, {
      method: 'POST',
      headers: { cookie: web.cookie(sessionOf(one)!), accept: 'application/json', origin: web.url },
    });
    expect([json.status, ((await json.json()) as { code: string }).code]).toEqual([
      403,
      'access.fresh-sign-in-needed',
    ]);
  });

  it('of what cannot be kept, as a file, leads to the page and back to where it stood', async () => {
    const visitor = await administrator();
    const page = await visitor.get('/settings/area');
    const token = page.form('/sign-out').values['_csrf']!;
    later(11);
    const body = new FormData();
    body.append('_csrf', token);
    body.append('logo', new Blob(['x']), 'logo.png');
    const answer = await fetch(`${web.url}/settings/area/logo`, {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: {
        cookie: web.cookie(sessionOf(visitor)!),
        origin: web.url,
        referer: `${web.url}/settings/area`,
      },
    });
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      '/sign-in/confirm?next=%2Fsettings%2Farea',
    ]);
  });

  it('changes nothing in the matrix: with the guard’s question left out it would have been done', async () => {
    const visitor = await administrator();
    const token = (await visitor.get('/settings')).form('/sign-out').values['_csrf']!;
    const send = () =>
      visitor.send('/fresh', {
        method: 'POST',
        body: new URLSearchParams({ _csrf: token }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    later(11);
    expect((await send()).title).toContain('Is this you?');
    const fresh = web.app.get(FreshSignIn, { strict: false });
    const check = fresh.check;
    fresh.check = async () => undefined;
    try {
      expect((await send()).text).toBe('done');
    } finally {
      fresh.check = check;
    }
    expect(web.app.get(Fresh, { strict: false }).done).toBe(1);
  });
});

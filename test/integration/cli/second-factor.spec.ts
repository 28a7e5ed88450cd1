import { Users } from '#access';
import { authenticatorCode } from '../../support/authenticator.js';
import { command } from '../../support/command.js';
import { PASSWORD, type TestWeb, testWeb } from '../../support/web.js';

describe('the last administrator who lost their second factor', () => {
  let web: TestWeb;
  beforeAll(async () => {
    web = await testWeb({ BASE_URL: 'http://crm.example.org' });
  });
  afterAll(() => web.close());

  const end = (...args: string[]) => command(['second-factor', 'end', ...args], web.world.env as never);

  it('is let in by the command line, with a reason, and sets a new one up', async () => {
    const visitor = await web.signedIn({ role: 'administrator', areaId: null });
    const { email } = (await web.app.get(Users).byId(visitor.userId))!;
    expect((await visitor.get('/settings')).title).toContain('Settings');
    const without = await end(email);
    expect([without.status, without.stderr]).toEqual([
      1,
      expect.stringContaining("--reason <words>' not specified"),
    ]);
    const short = await end(email, '--reason', 'lost');
    expect([short.status, short.stderr]).toEqual([1, expect.stringContaining('10 to 300 characters')]);
    const nobody = await end('nobody@example.org', '--reason', 'The phone fell into the canal');
    expect([nobody.status, nobody.stderr]).toEqual([1, expect.stringContaining('There is no account')]);
    expect((await visitor.get('/settings')).title).toContain('Settings');

    const gone = await web.person({ role: 'coordinator' });
    await web.world.owner('UPDATE app_user SET disabled_at = now() WHERE id = $1', [gone.userId]);
    const ended = await end(gone.email, '--reason', 'The phone fell into the canal');
    expect([ended.status, ended.stderr]).toEqual([1, expect.stringContaining('has ended')]);
    const done = await end(email, '--reason', 'The phone fell into the canal', '--json');
    expect([done.status, JSON.parse(done.stdout)]).toEqual([0, { id: visitor.userId, email }]);
    expect(new URL((await visitor.get('/settings')).url).pathname).toBe('/sign-in');
    const back = web.visitor();
    const page = await (await back.get('/sign-in'))
      .form('password')
      .fill({ email, password: PASSWORD })
      .submit();
    expect(page.title).toContain('Set up a second factor');
    const code = authenticatorCode(page.one('.me-letters code').text, web.world.clock.now());
    await page.form('code').fill({ code }).submit();
    expect((await back.get('/settings')).title).toContain('Settings');
    const audit = await web.world.owner<{ kind: string; reason: string }>(
      `SELECT actor->>'kind' AS kind, reason FROM audit_line WHERE subject = $1 AND reason LIKE 'second factor ended%'`,
      [visitor.userId],
    );
    expect(audit).toEqual([
      { kind: 'operator', reason: 'second factor ended: The phone fell into the canal' },
    ]);
    const mails = await web.world.owner<{ what: string }>(
      `SELECT data->>'what' AS what FROM message WHERE address = $1 ORDER BY id LIMIT 1`,
      [email],
    );
    expect(mails[0]!.what).toContain('Your second factor has ended');
  }, 60_000);
});

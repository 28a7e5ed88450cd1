import type { Type } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Factors, SignInSessions, type StaffRole, Users } from '#access';
import { Cookies, Csrf, createWebApp } from '../../apps/web/src/shell/index.js';
import { WebModule } from '../../apps/web/src/web.module.js';
import { authenticatorCode } from './authenticator.js';
import { type TestWorld, testDatabase } from './database.js';
import { freePort } from './free-port.js';
import { type Page, Visitor } from './visitor.js';

export { freePort };

/** A password nobody would refuse, for every account of the tests. */
export const PASSWORD = 'otter lamp ninety river';

export interface TestGrant {
  role: StaffRole;
  /** Default: the first area; null: the whole installation. */
  areaId?: string | null;
  agency?: string;
}

/** The whole web program in this process, on a database of its own. Close it in afterAll. */
export class TestWeb {
  private people = 0;

  constructor(
    readonly world: TestWorld,
    readonly app: NestExpressApplication,
    /** Address without a slash at the end; also settings.baseUrl. */
    readonly url: string,
  ) {}

  /** Somebody who is not signed in. */
  visitor(): Visitor {
    return new Visitor(this.url);
  }

  /** An account with these roles; its password is PASSWORD. */
  async person(...grants: TestGrant[]): Promise<{ userId: string; email: string; name: string }> {
    const users = this.app.get(Users);
    const n = ++this.people;
    const name = `Sam Sample ${n}`;
    const email = `person${n}@example.org`;
    const userId = await this.world.db.write([], async (tx) => {
      const id = await users.create(tx, { name, email, password: PASSWORD });
      for (const { role, areaId = this.world.areaId, agency = 'Another agency' } of grants)
        await users.grant(tx, id, role, areaId, agency);
      return id;
    });
    return { userId, email, name };
  }

  /** A browser in which somebody with these roles is signed in. */
  async signedIn(...grants: TestGrant[]): Promise<Visitor & { userId: string }> {
    const { userId } = await this.person(...grants);
    if (!this.world.settings.local) await this.giveApp(userId);
    const id = await this.world.db.write([], (tx) => this.app.get(SignInSessions).open(tx, userId, 'test'));
    return Object.assign(new Visitor(this.url, this.cookie(id)), { userId });
  }

  /** Sets an authenticator app up for somebody; answers its key, as letters for `authenticatorCode`. */
  async giveApp(userId: string): Promise<string> {
    const factors = this.app.get(Factors);
    const seed = factors.seedFor({ id: userId, email: '' });
    const code = authenticatorCode(seed.letters, this.world.clock.now());
    await this.world.db.write([], (tx) => factors.addApp(tx, userId, seed.sealed, code));
    return seed.letters;
  }

  /** The cookie a browser gets for a session id, as `name=value`. */
  cookie(sessionId: string): string {
    let cookie = '';
    this.app
      .get(Cookies)
      .giveSession(
        { cookie: (name: string, value: string) => (cookie = `${name}=${value}`) } as never,
        sessionId,
      );
    return cookie;
  }

  /** What somebody sends without the page of the form, with a token that is theirs. */
  post(who: Visitor, path: string, fields: Record<string, string> = {}): Promise<Page> {
    return who.send(path, {
      method: 'POST',
      body: new URLSearchParams({ _csrf: this.csrfOf(who), ...fields }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  }

  /** The token a form of this browser's pages has, without asking for a page. `open`: of pages for everybody. */
  csrfOf(visitor: Visitor, open = false): string {
    const cookies = visitor.cookieHeader;
    const session = open ? undefined : /crm_session[^=]*=([^.;]+)/.exec(cookies)?.[1];
    let given = '';
    const req = { headers: { cookie: cookies } } as never;
    const res = { cookie: (name: string, value: string) => (given = `${name}=${value}`) } as never;
    const token = String(this.app.get(Csrf).tokenFor(req, res, session));
    if (given) visitor.addCookie(given);
    return token;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.world.close();
  }
}

/**
 * Starts it. `env`: settings on top of the test's own, e.g. BASE_URL; `statements`: as `testDatabase` has it;
 * `modules`: of the test's own, beside the program's.
 */
export async function testWeb(
  env: Record<string, string> = {},
  { statements = false, modules = [] }: { statements?: boolean; modules?: Type[] } = {},
): Promise<TestWeb> {
  const port = await freePort();
  const world = await testDatabase({ env: { PORT: String(port), ...env }, statements });
  const program = WebModule.forRoot(world.settings);
  const app = await createWebApp({ ...program, imports: [...program.imports!, ...modules] });
  await app.listen(port, '127.0.0.1');
  return new TestWeb(world, app, `http://localhost:${port}`);
}

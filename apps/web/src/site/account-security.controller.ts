import { Controller, Get, Param, Post, Redirect, Render, Req, Res } from '@nestjs/common';
import type { z } from 'zod';
import { AuditTrail, Factors, SignInSessions } from '#access';
import { Accounts, OwnAccount } from '#accounts';
import { Database, type Limit, notFound, RateLimiter } from '#platform';
import { lately } from '../audit/index.js';
import {
  Allow,
  Cookies,
  CurrentUser,
  Form,
  FormOf,
  type Principal,
  type WebRequest,
  type WebResponse,
} from '../shell/index.js';
import { passwordForm } from './account.form.js';

const TRIES: Limit = { name: 'changes of one’s own password', most: 10, spanMs: 600_000 };

/** So many lines of what happened lately, out of so many entries: tries that failed are one line. */
const LATELY = 5;
const LOOKED_AT = 50;

/** What one signs in with, and where one is signed in. Changes of the former need a fresh sign-in (access matrix). */
@Controller('account/security')
export class AccountSecurityController {
  constructor(
    private readonly accounts: Accounts,
    private readonly own: OwnAccount,
    private readonly factors: Factors,
    private readonly sessions: SignInSessions,
    private readonly trail: AuditTrail,
    private readonly limiter: RateLimiter,
    private readonly cookies: Cookies,
    private readonly db: Database,
  ) {}

  @Get()
  @Allow('sign_in_session', 'list', { about: 'oneself' })
  @Render('site/views/account-security.njk')
  async show(@CurrentUser() who: Principal, @Req() { sessionId }: WebRequest) {
    const [state, sessions, entries] = await Promise.all([
      this.factors.state(who.userId!),
      this.sessions.list(who.userId!, sessionId!),
      this.trail.signInsOf(who.userId!, LOOKED_AT),
    ]);
    const ways = state.passkeys.length + (state.app ? 1 : 0);
    return { state, ways, sessions, lately: lately(entries, LATELY), required: this.factors.required };
  }

  @Post('password')
  @Allow('user', 'change', { about: 'oneself' })
  @FormOf('show')
  @Redirect('/account/security?done=password', 303)
  async changePassword(
    @CurrentUser() who: Principal,
    @Form(passwordForm) { passwordNow, passwordNew }: z.output<typeof passwordForm>,
    @Req() req: WebRequest,
    @Res({ passthrough: true }) res: WebResponse,
  ): Promise<void> {
    await this.limiter.take(TRIES, who.userId!);
    const passwords = { now: passwordNow, next: passwordNew };
    await this.accounts.changePassword(who.userId!, passwords, req.sessionId!);
    await this.cookies.knowBrowser(req, res, who.userId!);
  }

  @Post('app/remove')
  @Allow('user', 'change', { about: 'oneself' })
  @FormOf('show')
  @Redirect('/account/security?done=removed', 303)
  async removeApp(@CurrentUser() who: Principal, @Req() { sessionId }: WebRequest): Promise<void> {
    await this.own.removeApp(who.userId!, sessionId!);
  }

  @Post('passkeys/:id/remove')
  @Allow('user', 'change', { about: 'oneself' })
  @FormOf('show')
  @Redirect('/account/security?done=removed', 303)
  async removePasskey(
    @CurrentUser() who: Principal,
    @Param('id') id: string,
    @Req() { sessionId }: WebRequest,
  ): Promise<void> {
    await this.own.removePasskey(who.userId!, id, sessionId!);
  }

  /** The codes are shown this once, so the page is the answer to the form itself. */
  @Post('codes')
  @Allow('user', 'change', { about: 'oneself' })
  @Render('site/views/account-codes.njk')
  async newCodes(@CurrentUser() who: Principal, @Res({ passthrough: true }) res: WebResponse) {
    const codes = await this.own.newCodes(who.userId!);
    res.status(200);
    return { codes };
  }

  @Post('sessions/others')
  @Allow('sign_in_session', 'delete', { about: 'oneself' })
  @Redirect('/account/security?done=others', 303)
  async endOthers(@CurrentUser() who: Principal, @Req() { sessionId }: WebRequest): Promise<void> {
    await this.db.write([], (tx) => this.sessions.endOthers(tx, who.userId!, sessionId!));
  }

  /** One's own only, whatever the matrix gives an administrator besides: `key` names it, and opens nothing. */
  @Post('sessions/:key/end')
  @Allow('sign_in_session', 'delete', { about: 'oneself' })
  @Redirect('/account/security?done=signed-out', 303)
  async endOne(@CurrentUser() who: Principal, @Param('key') key: string): Promise<void> {
    const found = /^[0-9a-f]{64}$/.test(key);
    if (!found || !(await this.db.write([], (tx) => this.sessions.end(tx, who.userId!, key))))
      throw notFound();
  }
}

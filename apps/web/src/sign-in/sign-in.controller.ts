import { Controller, Get, Post, Query, Redirect, Render, Req, Res } from '@nestjs/common';
import type { z } from 'zod';
import { Audit, SignIn, SignInSessions } from '#access';
import { Database, networkOf } from '#platform';
import {
  Allow,
  AllowAnyone,
  Cookies,
  Csrf,
  CurrentUser,
  Form,
  FormOf,
  KeptForms,
  OtherPage,
  type Principal,
  SeeOther,
  type WebRequest,
  type WebResponse,
} from '../shell/index.js';
import { deviceOf } from './device.js';
import { signInForm } from './sign-in.form.js';

/** Only an address of this site, so that a link cannot lead away after sign-in. */
const ownAddress = (next: unknown): string =>
  typeof next === 'string' && /^\/(?![/\\])[^\s\\]*$/.test(next) && !next.startsWith('/sign-in') ? next : '/';

@Controller()
export class SignInController {
  constructor(
    private readonly signIn: SignIn,
    private readonly sessions: SignInSessions,
    private readonly cookies: Cookies,
    private readonly audit: Audit,
    private readonly db: Database,
    private readonly keptForms: KeptForms,
    private readonly csrf: Csrf,
  ) {}

  @Get('sign-in')
  @AllowAnyone('the way in')
  @Render('sign-in/views/sign-in.njk')
  show(@Query('next') next: unknown, @CurrentUser() who: Principal) {
    if (who.kind === 'user') throw new SeeOther('/');
    return { values: { next: ownAddress(next) } };
  }

  @Post('sign-in')
  @AllowAnyone('the way in')
  @FormOf('show')
  @Redirect('', 303)
  async enter(
    @Form(signInForm) { email, password, next, kept: sealed }: z.output<typeof signInForm>,
    @Req() req: WebRequest,
    @Res({ passthrough: true }) res: WebResponse,
  ) {
    const from = { network: networkOf(req.ip), browser: this.cookies.browser(req) };
    const before = this.cookies.anySessionId(req);
    const id = await this.signIn.signIn(email, password, deviceOf(req), before, from);
    this.cookies.giveSession(res, id);
    const session = await this.sessions.find(id);
    if (session) await this.cookies.knowBrowser(req, res, session.userId);
    const kept = session && this.keptForms.open(sealed, session.userId);
    if (!kept) return { url: ownAddress(next) };
    const { action, fields } = kept;
    const csrf = this.csrf.tokenFor(req, res, id);
    const why = 'You are signed in again.';
    throw new OtherPage('shell/views/again.njk', { action, fields, csrf, why });
  }

  @Get('sign-in/help')
  @AllowAnyone('for those who cannot sign in')
  @Render('sign-in/views/help.njk')
  help() {
    return {};
  }

  @Post('sign-out')
  @Allow('sign_in_session', 'delete', { about: 'oneself' })
  @Redirect('/sign-in?done=signed-out', 303)
  async leave(
    @CurrentUser() who: Principal,
    @Req() req: WebRequest,
    @Res({ passthrough: true }) res: WebResponse,
  ): Promise<void> {
    const id = this.cookies.anySessionId(req);
    await this.db.write([], async (tx) => {
      if (id) await this.sessions.close(tx, id);
      await this.audit.record(tx, {
        areaId: null,
        actor: who.actor,
        verb: 'signed-out',
        resource: 'sign_in_session',
      });
    });
    this.cookies.dropSession(res);
  }
}

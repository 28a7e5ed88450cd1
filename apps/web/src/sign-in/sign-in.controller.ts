import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { Audit, SignIn, SignInSessions } from '#access';
import { CodedError, Database, networkOf, TooOften } from '#platform';
import {
  Allow,
  AllowAnyone,
  Cookies,
  Csrf,
  CurrentUser,
  KeptForms,
  type Principal,
  page,
  readForm,
  type WebRequest,
  type WebResponse,
} from '../shell/index.js';
import { deviceOf } from './device.js';
import { signInForm } from './sign-in.form.js';

const VIEW = 'sign-in/views/sign-in.njk';

/** Only an address of this site, so that a link cannot lead away after sign-in. */
export const ownAddress = (next: unknown): string =>
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
  show(@Query('next') next: unknown, @CurrentUser() who: Principal, @Res() res: WebResponse): void {
    if (who.kind === 'user') res.redirect(303, '/');
    else page(res, VIEW, { values: { next: ownAddress(next) } });
  }

  @Post('sign-in')
  @AllowAnyone('the way in')
  async enter(@Body() body: unknown, @Req() req: WebRequest, @Res() res: WebResponse): Promise<void> {
    const form = readForm(signInForm, body);
    // The password goes back to nobody.
    const values = { ...form.values, password: undefined };
    if (!form.ok) {
      page(res, VIEW, { errors: form.errors, values }, 422);
      return;
    }
    try {
      // Not trimmed: a password may begin or end with a space.
      const password = String((body as { password?: unknown }).password);
      const id = await this.signIn.signIn(
        form.data.email,
        password,
        deviceOf(req),
        this.cookies.anySessionId(req),
        { network: networkOf(req.ip), browser: this.cookies.browser(req) },
      );
      this.cookies.giveSession(res, id);
      const session = await this.sessions.find(id);
      if (session) await this.cookies.knowBrowser(req, res, session.userId);
      const kept = session && this.keptForms.open(form.data.kept, session.userId);
      if (!kept) return res.redirect(303, ownAddress(form.data.next));
      const { action, fields } = kept;
      const csrf = this.csrf.tokenFor(req, res, id);
      page(res, 'shell/views/again.njk', { action, fields, csrf, why: 'You are signed in again.' });
    } catch (error) {
      if (error instanceof TooOften) {
        res.setHeader('Retry-After', String(error.waitSeconds));
        page(res, VIEW, { errors: { email: error.message }, values }, 429);
      } else if (error instanceof CodedError && error.code === 'access.wrong-sign-in') {
        page(res, VIEW, { errors: { email: error.message }, values }, 422);
      } else throw error;
    }
  }

  @Get('sign-in/help')
  @AllowAnyone('for those who cannot sign in')
  help(@Res() res: WebResponse): void {
    page(res, 'sign-in/views/help.njk', {});
  }

  @Post('sign-out')
  @HttpCode(303)
  @Allow('sign_in_session', 'delete')
  async leave(@CurrentUser() who: Principal, @Req() req: WebRequest, @Res() res: WebResponse): Promise<void> {
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
    res.redirect(303, '/sign-in?done=signed-out');
  }
}

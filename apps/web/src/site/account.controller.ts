import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { Areas, Users } from '#access';
import { Accounts, roleWords } from '#accounts';
import { type Limit, RateLimiter } from '#platform';
import {
  Allow,
  Cookies,
  CurrentUser,
  type Principal,
  page,
  readForm,
  refusal,
  type WebRequest,
  type WebResponse,
} from '../shell/index.js';
import { passwordForm } from './account.form.js';

const VIEW = 'site/views/account.njk';
const TRIES: Limit = { name: 'changes of one’s own password', most: 10, spanMs: 600_000 };

/** One's own account. It is about one's own sign-in, so that right is asked for. */
@Controller('account')
export class AccountController {
  constructor(
    private readonly users: Users,
    private readonly areas: Areas,
    private readonly accounts: Accounts,
    private readonly limiter: RateLimiter,
    private readonly cookies: Cookies,
  ) {}

  @Get()
  @Allow('sign_in_session', 'list')
  async show(@CurrentUser() who: Principal, @Res() res: WebResponse): Promise<void> {
    page(res, VIEW, await this.model(who));
  }

  @Post()
  @Allow('sign_in_session', 'list')
  async changePassword(
    @CurrentUser() who: Principal,
    @Body() body: unknown,
    @Req() req: WebRequest,
    @Res() res: WebResponse,
  ): Promise<void> {
    const form = readForm(passwordForm, body);
    if (!form.ok) return page(res, VIEW, { ...(await this.model(who)), errors: form.errors }, 422);
    try {
      await this.limiter.take(TRIES, who.userId!);
      // Not trimmed: a password may begin or end with a space.
      const { passwordNow: now, passwordNew: next } = body as Record<'passwordNow' | 'passwordNew', string>;
      await this.accounts.changePassword(who.userId!, { now, next }, req.sessionId!);
    } catch (error) {
      const { errors, status } = refusal(res, error);
      return page(res, VIEW, { ...(await this.model(who)), errors }, status);
    }
    await this.cookies.knowBrowser(req, res, who.userId!);
    res.redirect(303, '/account?done=password');
  }

  private async model(who: Principal): Promise<object> {
    const [user, grants, areas] = await Promise.all([
      this.users.byId(who.userId!),
      this.users.grants(who.userId!),
      this.areas.list(),
    ]);
    return {
      user,
      roles: grants.map(
        ({ role, areaId, agency }) =>
          `${roleWords[role]}, ${areas.find((area) => area.id === areaId)?.name ?? 'whole installation'}${agency ? `, ${agency}` : ''}`,
      ),
    };
  }
}

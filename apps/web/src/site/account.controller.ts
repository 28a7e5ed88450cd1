import { Controller, Get, Post, Redirect, Render, Req, Res } from '@nestjs/common';
import type { z } from 'zod';
import { Agencies, Users } from '#access';
import { Accounts, roleWords } from '#accounts';
import { type Limit, RateLimiter } from '#platform';
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

/** One's own account. It is about one's own sign-in, so that right is asked for. */
@Controller('account')
export class AccountController {
  constructor(
    private readonly users: Users,
    private readonly agencies: Agencies,
    private readonly accounts: Accounts,
    private readonly limiter: RateLimiter,
    private readonly cookies: Cookies,
  ) {}

  @Get()
  @Allow('sign_in_session', 'list', { about: 'oneself' })
  @Render('site/views/account.njk')
  async show(@CurrentUser() who: Principal, @Req() { session }: WebRequest) {
    const agencies = await this.agencies.ofGrants(session!.grants);
    return {
      user: await this.users.byId(who.userId!),
      roles: session!.grants.map(({ role, areaId, agencyId }) =>
        [
          roleWords[role],
          who.allAreas.find((area) => area.id === areaId)?.name ?? 'whole installation',
          ...agencies.filter((agency) => agency.id === agencyId).map((agency) => agency.name),
        ].join(', '),
      ),
    };
  }
  @Post()
  @Allow('sign_in_session', 'list', { about: 'oneself' })
  @FormOf('show')
  @Redirect('', 303)
  async changePassword(
    @CurrentUser() who: Principal,
    @Form(passwordForm) { passwordNow, passwordNew }: z.output<typeof passwordForm>,
    @Req() req: WebRequest,
    @Res({ passthrough: true }) res: WebResponse,
  ) {
    await this.limiter.take(TRIES, who.userId!);
    const passwords = { now: passwordNow, next: passwordNew };
    await this.accounts.changePassword(who.userId!, passwords, req.sessionId!);
    await this.cookies.knowBrowser(req, res, who.userId!);
    return { url: '/account?done=password' };
  }
}

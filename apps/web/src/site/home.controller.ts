import { Controller, Get, Res } from '@nestjs/common';
import { Areas, Users } from '#access';
import { AllowAnyone, CurrentUser, menuFor, type Principal, page, type WebResponse } from '../shell/index.js';

/** The first page: the ways in. */
@Controller()
export class HomeController {
  constructor(
    private readonly areas: Areas,
    private readonly users: Users,
  ) {}

  @Get()
  @AllowAnyone('the first page: the ways in')
  async home(@CurrentUser() who: Principal, @Res() res: WebResponse): Promise<void> {
    if (who.kind === 'user') {
      if (who.isSystemAdmin && !who.accessibleAreaIds.length) return res.redirect(303, '/welcome');
      const first = menuFor(who)[0];
      if (first) return res.redirect(303, first.href);
    }
    const [areas, any] = await Promise.all([this.areas.list(), this.users.any()]);
    page(res, 'site/views/home.njk', { areas, fresh: !any });
  }
}

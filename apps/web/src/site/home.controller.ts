import { Controller, Get, Render } from '@nestjs/common';
import { Areas, Users } from '#access';
import { AllowAnyone, CurrentUser, menuFor, type Principal, SeeOther } from '../shell/index.js';

/** The first page: the ways in. */
@Controller()
export class HomeController {
  constructor(
    private readonly areas: Areas,
    private readonly users: Users,
  ) {}

  @Get()
  @AllowAnyone('the first page: the ways in')
  @Render('site/views/home.njk')
  async home(@CurrentUser() who: Principal) {
    if (who.kind === 'user') {
      if (who.isSystemAdmin && !who.accessibleAreaIds.length) throw new SeeOther('/welcome');
      const first = menuFor(who)[0];
      if (first) throw new SeeOther(first.href);
    }
    const [areas, any] = await Promise.all([this.areas.list(), this.users.any()]);
    return { areas, fresh: !any };
  }
}

import { Controller, Get, Render, Req, Res } from '@nestjs/common';
import { Areas, Users } from '#access';
import {
  AllowAnyone,
  CurrentUser,
  menuFor,
  NoRolePage,
  type Principal,
  SeeOther,
  type WebRequest,
  type WebResponse,
} from '../shell/index.js';

/** The first page: the ways in. */
@Controller()
export class HomeController {
  constructor(
    private readonly areas: Areas,
    private readonly users: Users,
    private readonly noRole: NoRolePage,
  ) {}

  @Get()
  @AllowAnyone('the first page: the ways in')
  @Render('site/views/home.njk')
  async home(
    @CurrentUser() who: Principal,
    @Req() req: WebRequest,
    @Res({ passthrough: true }) res: WebResponse,
  ) {
    if (who.kind === 'user') {
      if (!req.session!.grants.length) throw await this.noRole.of(req, res);
      if (who.isSystemAdmin && !who.accessibleAreaIds.length) throw new SeeOther('/welcome');
      const first = menuFor(who)[0];
      if (first) throw new SeeOther(first.href);
    }
    const [areas, any] = await Promise.all([this.areas.list(), this.users.any()]);
    return { areas, fresh: !any };
  }
}

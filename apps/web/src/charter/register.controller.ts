import { Controller, Get, Query, Render } from '@nestjs/common';
import { Clock, Database } from '#platform';
import { Charters, latestCharterVersion } from '#signatories';
import { Allow, CurrentUser, listAddress, type Principal, pageOf } from '../shell/index.js';
import { registerQuery } from './charter.form.js';

/** Public: the signatories of an area that are listed. Names of employers only, never of people. */
@Controller('network/:area/register')
export class RegisterController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly charters: Charters,
  ) {}

  @Get()
  @Allow('register', 'list')
  @Render('charter/views/register.njk')
  async register(@CurrentUser() who: Principal, @Query() query: unknown) {
    const asked = registerQuery.parse(query);
    const signatories = await this.db.read([who.areaId], (tx) =>
      this.charters.register(tx, who.areaId, this.clock.now(), asked.q),
    );
    const address = (to: object) =>
      listAddress(`/network/${who.area!.slug}/register`, registerQuery, asked, to);
    return {
      q: asked.q,
      list: pageOf(signatories, asked.page, address),
      values: latestCharterVersion.values,
    };
  }
}

import { Controller, Get, Query, Render } from '@nestjs/common';
import { Clock, Database } from '#platform';
import { Charters, latestCharterVersion } from '#signatories';
import { Allow, CurrentUser, type Principal } from '../shell/index.js';
import { registerQuery } from './charter.form.js';
import { pageOf } from './charter.model.js';

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
    const { q, page } = registerQuery.parse(query ?? {});
    const signatories = await this.db.read([who.areaId], (tx) =>
      this.charters.register(tx, who.areaId, this.clock.now(), q),
    );
    return { q, list: pageOf(signatories, page), values: latestCharterVersion.values };
  }
}

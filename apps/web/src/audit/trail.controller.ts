import { Controller, Get, Query, Render } from '@nestjs/common';
import { AuditTrail } from '#access';
import { Allow, CurrentUser, listAddress, type Principal, pagerOf } from '../shell/index.js';
import { auditFilter, entryRow, filterOf, kindChoices, trailQuery } from './audit.model.js';

/** What one did oneself: everybody with an account sees that. */
@Controller('account/trail')
export class TrailController {
  constructor(private readonly trail: AuditTrail) {}

  @Get()
  @Allow('audit', 'list', { about: 'oneself' })
  @Render('audit/views/trail.njk')
  async show(@CurrentUser() who: Principal, @Query() asked: unknown) {
    const query = trailQuery.parse(asked);
    const areas = who.allAreas.map((area) => area.id);
    const found = await this.trail.own(who.userId!, areas, filterOf(query), query);
    return {
      query,
      kinds: kindChoices(query.what),
      rows: found.rows.map(entryRow),
      pages: pagerOf(found, (to) => listAddress('/account/trail', auditFilter, query, to)),
    };
  }
}

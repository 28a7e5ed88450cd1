import { Controller, Get, Query, Render } from '@nestjs/common';
import { AuditTrail } from '#access';
import { Database } from '#platform';
import { Allow, CurrentUser, listAddress, type Principal, pagerOf, RecordNames } from '../shell/index.js';
import { auditFilter, entryRows, filterOf, kindChoices, trailQuery } from './audit.model.js';

/** What one did oneself, and tries to sign in as oneself: everybody with an account sees that. */
@Controller('account/trail')
export class TrailController {
  constructor(
    private readonly trail: AuditTrail,
    private readonly names: RecordNames,
    private readonly db: Database,
  ) {}

  @Get()
  @Allow('audit', 'list', { about: 'oneself' })
  @Render('audit/views/trail.njk')
  async show(@CurrentUser() who: Principal, @Query() asked: unknown) {
    const query = trailQuery.parse(asked);
    const areas = who.allAreas.map((area) => area.id);
    const { errors, filter } = filterOf(query);
    const found = errors ? { rows: [] } : await this.trail.own(who.userId!, areas, filter, query);
    return {
      query,
      errors,
      kinds: kindChoices(query.what, true),
      rows: await this.db.read(who.accessibleAreaIds, (tx) => entryRows(tx, who, this.names, found.rows)),
      pages: pagerOf(found, (to) => listAddress('/account/trail', auditFilter, query, to)),
    };
  }
}

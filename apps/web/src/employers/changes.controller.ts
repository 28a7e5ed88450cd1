import { Controller, Get, Param, Query, Render } from '@nestjs/common';
import { z } from 'zod';
import { AuditTrail } from '#access';
import { Employers } from '#employers';
import { Database, notFound } from '#platform';
import { Allow, CurrentUser, listAddress, type Principal, pagerOf, place } from '../shell/index.js';
import { ChangeRows } from './changes.model.js';

const noFilter = z.object({});
const placeQuery = z.object(place);

/** All that was done to an employer's record: when, by whom, what, before and after, and why (`audit.of_record` of the matrix). */
@Controller('employers/:employerId/changes')
export class ChangesController {
  constructor(
    private readonly db: Database,
    private readonly employers: Employers,
    private readonly trail: AuditTrail,
    private readonly changes: ChangeRows,
  ) {}

  @Get()
  @Allow('audit', 'list')
  @Render('employers/views/changes.njk')
  show(@CurrentUser() who: Principal, @Param('employerId') employerId: string, @Query() asked: unknown) {
    const query = placeQuery.parse(asked);
    return this.db.read(who.areas, async (tx) => {
      const { areaId, id, name } = await this.employers.get(tx, employerId);
      // Who may look at the audit may not see every employer: administrators do no case work.
      if (!who.may('employer', 'see', areaId)) throw notFound();
      const found = await this.trail.ofEmployer(tx, areaId, id, query);
      return {
        employer: { id, name },
        rows: await this.changes.rows(tx, who, { areaId, id }, found.rows),
        mayAskWhoSaw: who.may('audit', 'see', areaId),
        pages: pagerOf(found, (to) => listAddress(`/employers/${id}/changes`, noFilter, {}, to)),
      };
    });
  }
}

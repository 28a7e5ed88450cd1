import { Controller, Get, Param, Query, Render } from '@nestjs/common';
import { z } from 'zod';
import { AuditTrail, type RecordLine } from '#access';
import { Employers } from '#employers';
import { Database, notFound } from '#platform';
import { doneWords } from '../audit/index.js';
import { Allow, CurrentUser, listAddress, type Principal, pagerOf, place } from '../shell/index.js';
import { fieldWords } from './timeline.js';

const noFilter = z.object({});
const placeQuery = z.object(place);

/** All that was done to an employer's record: when, by whom, what, and to which fields (`audit.of_record` of the matrix). */
@Controller('employers/:employerId/changes')
export class ChangesController {
  constructor(
    private readonly db: Database,
    private readonly employers: Employers,
    private readonly trail: AuditTrail,
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
        rows: found.rows.map(changeRow),
        pages: pagerOf(found, (to) => listAddress(`/employers/${id}/changes`, noFilter, {}, to)),
      };
    });
  }
}

/** What was done and to which fields, without their values: "Contacted: call", "Stage moved, taken back". */
function changeRow({ at, by, what, fields, fact }: RecordLine) {
  const [first, second] = what.split(':') as [string, string | undefined];
  return {
    at,
    by: by ?? 'The program',
    title: fact ? factTitle(first, second, fact) : doneWords(first, second!),
    // What follows from another field is not said.
    fields: fact ? fieldWords(fields) : fields.join(', '),
  };
}

function factTitle(kind: string, channel: string | undefined, fact: NonNullable<RecordLine['fact']>): string {
  const name = kind.split('.').at(-1)!.replaceAll('-', ' ');
  const corrected = fact.void ? ', taken back' : fact.corrects ? ', corrected' : '';
  return `${name[0]!.toUpperCase()}${name.slice(1)}${channel ? `: ${channel}` : ''}${corrected}`;
}

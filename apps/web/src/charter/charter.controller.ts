import { Controller, Get, Query, Render } from '@nestjs/common';
import { Clock, Database, endOfDay, londonDay, startOfDay } from '#platform';
import { type CharterLine, Charters, soonUntil } from '#signatories';
import { Allow, CurrentUser, listAddress, type Principal, pageOf } from '../shell/index.js';
import { listQuery, signatoriesFilter } from './charter.form.js';
import { charterRow } from './charter.model.js';

/** Staff: who signs now, whose review falls due, who does not sign any more. */
@Controller('charter')
export class CharterController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly charters: Charters,
  ) {}

  @Get()
  @Allow('charter', 'list')
  @Render('charter/views/overview.njk')
  async overview(@CurrentUser() who: Principal, @Query() query: unknown) {
    const asked = listQuery.parse(query);
    const { show, q } = asked;
    const now = this.clock.now();
    const today = londonDay(now);
    const until = soonUntil(today);
    const { current, due, ended, ever } = await this.db.read([who.areaId], async (tx) => ({
      current: await this.charters.current(tx, who.areaId, now),
      // From the beginning, so that what is overdue comes first.
      due: await this.charters.reviewsDue(tx, who.areaId, startOfDay('2004-01-01'), startOfDay(until)),
      ended: await this.charters.ended(tx, who.areaId, now),
      ever: await this.charters.countEver(tx, who.areaId, now),
    }));
    const lists: Record<typeof show, CharterLine[]> = { now: current, reviews: due, ended };
    const wanted = q.toLowerCase();
    const found = lists[show].filter((c) => c.employerName.toLowerCase().includes(wanted));
    const shared = who.fieldSet !== undefined;
    const list = pageOf(found, asked.page, (to) => listAddress('/charter', listQuery, asked, to));
    return {
      show,
      q,
      shared,
      exportAt:
        who.may('charter', 'export') && listAddress('/exports/new/signatories', signatoriesFilter, asked),
      until: new Date(endOfDay(until).getTime() - 1),
      counts: {
        now: current.length,
        reviews: due.length,
        overdue: due.filter((c) => c.reviewDueOn < today).length,
        ended: ended.length,
        ever,
      },
      list: { ...list, rows: list.rows.map((c) => charterRow(c, today, shared)) },
    };
  }
}

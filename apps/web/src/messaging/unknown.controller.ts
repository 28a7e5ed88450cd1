import { Controller, Get, Post, Query, Redirect, Render } from '@nestjs/common';
import { Employers } from '#employers';
import { type UnknownLine, UnknownMails } from '#messaging';
import { Clock, count, Database } from '#platform';
import {
  Allow,
  CurrentUser,
  Form,
  FormOf,
  listAddress,
  type Principal,
  pagerOf,
  Typed,
} from '../shell/index.js';
import { type Deciding, decideForm, noFilter, placeQuery } from './message.form.js';
import { exactly, moment, nextStep } from './message-status.labels.js';

/** Staff: mail of which nobody knows whether it arrived, to be decided, several at once. */
@Controller('mail/unknown')
export class UnknownController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly unknown: UnknownMails,
    private readonly employers: Employers,
  ) {}

  @Get()
  @Allow('message_metadata', 'change')
  @Render('messaging/views/unknown.njk')
  list(@CurrentUser() who: Principal, @Query() query: unknown, @Typed() typed?: Record<string, unknown>) {
    const now = this.clock.now();
    const asked = placeQuery.parse(query);
    return this.db.read([who.areaId], async (tx) => {
      const total = await this.unknown.count(tx, who.areaId, who);
      const found = await this.unknown.list(tx, who.areaId, who, asked);
      const names = await this.employers.namesById(
        tx,
        who.areaId,
        found.rows.flatMap((line) => line.employerId ?? []),
      );
      return {
        total,
        lines: found.rows.map((line) => ({
          ...line,
          employer: line.employerId ? names.get(line.employerId) : undefined,
          known: known(line),
          advice: advice(line, now),
        })),
        pages: pagerOf(found, (to) => listAddress('/mail/unknown', noFilter, {}, to)),
        here: listAddress('/mail/unknown', noFilter, {}, asked),
        ticked: [typed?.['ids'] ?? []].flat(),
      };
    });
  }

  @Post()
  @Allow('message_metadata', 'change')
  @FormOf('list')
  @Redirect('', 303)
  async decide(@CurrentUser() who: Principal, @Form(decideForm) { ids, verdict, reason }: Deciding) {
    const { settled, known } = await this.unknown.settle(who.areaId, ids, verdict, reason, who.actor);
    return { url: `/mail/unknown?done=${verdict}&n=${settled}${known ? `&known=${known}` : ''}` };
  }
}

/** What is known of it: which server was asked, what it said last, and when. */
function known({ last, address, unknowns }: UnknownLine): string {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const times = unknowns > 1 ? ` It happened ${count(unknowns, 'time', 'times')}.` : '';
  if (!last) return `For ${domain}. Nothing is written down of the attempt.${times}`;
  const at = exactly(last.endedAt ?? last.startedAt);
  const said = last.smtpText ? `the last thing known is “${last.smtpText}”` : 'no answer came';
  return `Handed over for ${domain} in attempt ${last.number}; ${said}, ${at}.${times}`;
}

/** What to do about it. */
function advice(line: UnknownLine, now: Date): string {
  if (line.nextAttemptAt && line.nextAttemptAt > now)
    return `${nextStep(line, now).text} If they have it, say so before then.`;
  const days = line.settledAt ? (now.getTime() - line.settledAt.getTime()) / 86_400_000 : 0;
  if (days < 1)
    return 'Wait a day: if it could not be delivered, it usually comes back and is settled by itself.';
  return `Ask them whether they had it. It has not come back since ${line.settledAt ? moment(line.settledAt) : 'then'}, so it has more likely arrived than not.`;
}

import { Controller, Get, Post, Query, Redirect, Render } from '@nestjs/common';
import type { z } from 'zod';
import { MailingTitles, MailPauses, type PauseLine } from '#messaging';
import { count, Database, type Tx } from '#platform';
import { Allow, CurrentUser, Form, FormOf, type Principal, Typed } from '../shell/index.js';
import { moment } from './message-status.labels.js';
import { pauseForm, pausesQuery, resumeForm } from './pause.form.js';

/** Staff: what is paused, since when, by whom and why; pausing, and letting mail go again. */
@Controller('mail')
export class PausesController {
  constructor(
    private readonly db: Database,
    private readonly pauses: MailPauses,
    private readonly titles: MailingTitles,
  ) {}

  @Get('pauses')
  @Allow('message_metadata', 'see')
  @Render('messaging/views/pauses.njk')
  list(@CurrentUser() who: Principal, @Query() query: unknown, @Typed() typed?: Record<string, unknown>) {
    const { campaign } = pausesQuery.parse(typed ? { campaign: typed['what'] } : query);
    return this.db.read([who.areaId], async (tx) => {
      const lines = await this.pauses.list(tx, who.areaId);
      const going = await this.pauses.going(tx, who.areaId);
      const chosen = [...going.campaigns, ...(campaign ? [{ campaign, count: 0 }] : [])].filter(
        (one, n, all) => all.findIndex((other) => other.campaign === one.campaign) === n,
      );
      const titles = await this.names(tx, who.areaId, [
        ...lines.flatMap((line) => line.campaign ?? []),
        ...chosen.map((one) => one.campaign),
      ]);
      return {
        inForce: lines.filter((line) => !line.endedAt).map((line) => shown(line, titles)),
        ended: lines.filter((line) => line.endedAt).map((line) => shown(line, titles)),
        mayChange: who.may('message_metadata', 'change'),
        values: { what: campaign },
        choices: [
          {
            value: 'all-but-service',
            text: 'All email except about bookings',
            hint: `Confirmations and changes of bookings go on. Holds ${mails(going.all - going.service)}`,
          },
          { value: 'all', text: 'All email', hint: `Holds ${mails(going.all)}` },
          ...chosen.map((one) => ({
            value: one.campaign,
            text: titles.get(one.campaign) ?? one.campaign,
            hint: `This mailing only. Holds ${mails(one.count)}`,
          })),
        ],
      };
    });
  }

  @Post('pause')
  @Allow('message_metadata', 'change')
  @FormOf('list')
  @Redirect('', 303)
  async pause(@CurrentUser() who: Principal, @Form(pauseForm) { what, reason }: z.output<typeof pauseForm>) {
    const campaign = what === 'all' || what === 'all-but-service' ? null : what;
    const pause = { areaId: who.areaId, campaign, exceptService: what === 'all-but-service', reason };
    await this.db.write([who.areaId], (tx) => this.pauses.pause(tx, pause, who.actor));
    return { url: '/mail/pauses?done=paused' };
  }

  @Post('resume')
  @Allow('message_metadata', 'change')
  @FormOf('list')
  @Redirect('', 303)
  async resume(@CurrentUser() who: Principal, @Form(resumeForm) { id, why }: z.output<typeof resumeForm>) {
    await this.db.write([who.areaId], (tx) => this.pauses.resume(tx, who.areaId, id, why, who.actor));
    return { url: '/mail/pauses?done=resumed' };
  }

  private async names(tx: Tx, areaId: string, campaigns: string[]): Promise<Map<string, string>> {
    const titles = await this.titles.of(tx, areaId, campaigns);
    return new Map([...titles].map(([campaign, { title }]) => [campaign, title]));
  }
}

const mails = (n: number): string =>
  n ? `${count(n, 'email', 'emails')} that would go` : 'nothing just now';

const shown = (line: PauseLine, titles: Map<string, string>) => ({
  id: line.id,
  what:
    line.campaign !== null
      ? (titles.get(line.campaign) ?? line.campaign)
      : line.covers === 'all'
        ? 'All email'
        : 'All email except about bookings',
  kind: line.areaId === null ? 'Whole installation' : line.campaign === null ? 'This area' : 'One mailing',
  everywhere: line.areaId === null,
  reason: line.reason,
  by: line.by.label ?? 'somebody',
  since: moment(line.since),
  waiting: line.waiting,
  ended: line.endedAt ? moment(line.endedAt) : undefined,
  endedBy: line.endedBy?.label ?? 'somebody',
  endReason: line.endReason,
});

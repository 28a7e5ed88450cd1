import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { MailingTitles, MailPauses, type PauseLine } from '#messaging';
import { count, Database, type Tx } from '#platform';
import {
  Allow,
  CurrentUser,
  type FieldErrors,
  fieldErrors,
  type Principal,
  page,
  readForm,
  type WebResponse,
} from '../shell/index.js';
import { moment } from './message-status.labels.js';
import { pauseForm, pausesQuery, resumeForm } from './pause.form.js';

const VIEW = 'messaging/views/pauses.njk';

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
  async list(@CurrentUser() who: Principal, @Query() query: unknown, @Res() res: WebResponse) {
    const { campaign } = pausesQuery.parse(query ?? {});
    page(res, VIEW, await this.model(who, campaign));
  }

  @Post('pause')
  @Allow('message_metadata', 'change')
  async pause(@CurrentUser() who: Principal, @Body() body: unknown, @Res() res: WebResponse) {
    const form = readForm(pauseForm, body);
    const again = async (errors: FieldErrors) => {
      const { what } = form.values;
      const model = await this.model(who, pausesQuery.parse({ campaign: what }).campaign);
      page(res, VIEW, { ...model, errors, values: form.values }, 422);
    };
    if (!form.ok) return again(form.errors);
    const { what, reason } = form.data;
    const campaign = what === 'all' || what === 'all-but-service' ? null : what;
    try {
      await this.db.write([who.areaId], (tx) =>
        this.pauses.pause(
          tx,
          { areaId: who.areaId, campaign, exceptService: what === 'all-but-service', reason },
          who.actor,
        ),
      );
    } catch (error) {
      return again(fieldErrors(error));
    }
    res.redirect(303, '/mail/pauses?done=paused');
  }

  @Post('resume')
  @Allow('message_metadata', 'change')
  async resume(@CurrentUser() who: Principal, @Body() body: unknown, @Res() res: WebResponse) {
    const form = readForm(resumeForm, body);
    const { id } = form.values;
    const again = async (errors: FieldErrors) => {
      // Each pause has its own field.
      const own = errors['reason'] ? { [`reason-${id}`]: errors['reason'] } : errors;
      const model = await this.model(who, undefined);
      page(res, VIEW, { ...model, errors: own, resuming: form.values }, 422);
    };
    if (!form.ok) return again(form.errors);
    try {
      await this.db.write([who.areaId], (tx) =>
        this.pauses.resume(tx, who.areaId, form.data.id, form.data.reason, who.actor),
      );
    } catch (error) {
      return again(fieldErrors(error));
    }
    res.redirect(303, '/mail/pauses?done=resumed');
  }

  private model(who: Principal, campaign: string | undefined) {
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
        resuming: {},
        choices: [
          {
            value: 'all-but-service',
            text: 'All email except about bookings',
            hint: {
              text: `Confirmations and changes of bookings go on. Holds ${mails(going.all - going.service)}`,
            },
          },
          { value: 'all', text: 'All email', hint: { text: `Holds ${mails(going.all)}` } },
          ...chosen.map((one) => ({
            value: one.campaign,
            text: titles.get(one.campaign) ?? one.campaign,
            hint: { text: `This mailing only. Holds ${mails(one.count)}` },
          })),
        ],
      };
    });
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

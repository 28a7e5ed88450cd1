import { Body, Controller, Get, Param, Post, Query, Render, Res } from '@nestjs/common';
import { Employers } from '#employers';
import { HeldMails, type MailingLine, Mailings, MailPauses, type MessageFilter, Messages } from '#messaging';
import { Clock, Database, plainDate } from '#platform';
import { Allow, CurrentUser, type Principal, page, readForm, type WebResponse } from '../shell/index.js';
import { barParts, pageLink, progressWords, stateRows, together } from './mailing.model.js';
import {
  cursorText,
  readCursor,
  readSendingCursor,
  sendingCursorText,
  sendingQuery,
  tryAgainForm,
} from './message.form.js';
import { messageRow } from './message.model.js';
import { groups, stateWords } from './message-status.labels.js';

/** Staff: every sending, its counts by fate, and the names behind each count. */
@Controller('mail/sendings')
export class MailingsController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly sendings: Mailings,
    private readonly messages: Messages,
    private readonly employers: Employers,
    private readonly pauses: MailPauses,
    private readonly held: HeldMails,
  ) {}

  @Get()
  @Allow('message_metadata', 'see')
  @Render('messaging/views/sendings.njk')
  async list(@CurrentUser() who: Principal, @Query() query: unknown) {
    const { after } = sendingQuery.parse(query ?? {});
    const now = this.clock.now();
    return this.db.read([who.areaId], async (tx) => {
      const { sendings, next } = await this.sendings.list(tx, who.areaId, readSendingCursor(after));
      return {
        sendings: sendings.map((sending) => ({
          ...titled(sending, who),
          startedAt: sending.startedAt,
          total: sending.total,
          parts: barParts(sending.counts),
          goesOn: together(sending.counts, groups[0]!.states) > 0,
          unknown: sending.counts.unknown,
          back: sending.counts.bounced + sending.counts.failed,
        })),
        now,
        next: sendingCursorText(next),
        first: !after,
      };
    });
  }

  @Get(':campaign')
  @Allow('message_metadata', 'see')
  @Render('messaging/views/sending.njk')
  see(@CurrentUser() who: Principal, @Param('campaign') campaign: string, @Query() query: unknown) {
    return this.model(who, campaign, query);
  }

  /** Writes all of a sending that are held for their words anew; those go that lack nothing now. */
  @Post(':campaign/try-again')
  @Allow('message_metadata', 'change')
  async tryAgain(
    @CurrentUser() who: Principal,
    @Param('campaign') campaign: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(tryAgainForm, body);
    if (!form.ok) {
      const model = await this.model(who, campaign, {});
      return page(
        res,
        'messaging/views/sending.njk',
        { ...model, errors: form.errors, values: form.values },
        422,
      );
    }
    const { mended } = form.data;
    await this.db.write([who.areaId], (tx) =>
      this.held.tryAllAgain(tx, who.areaId, campaign, mended, who.actor),
    );
    res.redirect(303, `/mail/sendings/${encodeURIComponent(campaign)}?done=tried`);
  }

  private async model(who: Principal, campaign: string, query: unknown) {
    const { state, show, after } = sendingQuery.parse(query ?? {});
    const now = this.clock.now();
    const all = who.fieldSet === undefined;
    return this.db.read([who.areaId], async (tx) => {
      const sending = await this.sendings.see(tx, who.areaId, campaign);
      const progress = this.sendings.progress(sending);
      const group = groups.find((one) => one.key === show);
      const states = state ? [state] : group?.states;
      const filter: MessageFilter = { campaign, ...(states ? { states } : {}) };
      const { messages, next } = await this.messages.list(tx, who.areaId, filter, readCursor(after));
      const names = await this.employers.namesById(
        tx,
        who.areaId,
        messages.flatMap((message) => message.employerId ?? []),
      );
      const again = await this.messages.sentAgain(
        tx,
        who.areaId,
        messages.map((message) => message.id),
      );
      const missed = together(sending.counts, groups.find((one) => one.key === 'back')!.states);
      return {
        ...titled(sending, who),
        all,
        startedAt: sending.startedAt,
        total: sending.total,
        parts: barParts(sending.counts),
        rows: stateRows(sending.counts),
        progress: progressWords(sending, progress, now),
        open: progress.open,
        unknown: sending.counts.unknown,
        pause: (await this.pauses.inForce(tx, who.areaId)).pauses.find(
          (pause) => pause.campaign === campaign,
        ),
        pauseAt: `/mail/pauses?campaign=${encodeURIComponent(campaign)}`,
        missed: missed + sending.counts.suppressed + sending.counts.expired + sending.counts.cancelled,
        sends: all && who.may('message_metadata', 'send', who.areaId),
        mend: all ? await this.held.count(tx, who.areaId, campaign) : 0,
        decides: all && who.may('message_metadata', 'change', who.areaId),
        narrowed: state ? stateWords[state].text : group?.text,
        state: state ?? '',
        show: state ? '' : (group?.key ?? ''),
        found: states ? together(sending.counts, states) : sending.total,
        names: messages.map((message) => messageRow(message, who.fieldSet, names, now, again)),
        next: cursorText(next),
        first: !after,
      };
    });
  }
}

/** What a sending is called; whoever may not see what mail is about learns only when it began. */
export const titled = (sending: MailingLine, who: Principal) => ({
  campaign: sending.campaign,
  href: `/mail/sendings/${encodeURIComponent(sending.campaign)}`,
  title: who.fieldSet === undefined ? sending.title : `Sending of ${plainDate(sending.startedAt)}`,
  page: who.fieldSet === undefined ? pageLink(sending) : undefined,
});

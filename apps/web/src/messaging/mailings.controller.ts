import { Controller, Get, Param, Post, Query, Redirect, Render, Req } from '@nestjs/common';
import type { z } from 'zod';
import { Employers } from '#employers';
import { HeldMails, type MailingLine, Mailings, type MessageFilter, Messages } from '#messaging';
import { Clock, Database, plainDate } from '#platform';
import {
  Allow,
  CurrentUser,
  Form,
  FormOf,
  listAddress,
  type Principal,
  pagerOf,
  type WebRequest,
} from '../shell/index.js';
import { barParts, pageLink, progressWords, stateRows, together } from './mailing.model.js';
import { namesFilter, namesQuery, noFilter, placeQuery, tryAgainForm } from './message.form.js';
import { messageRow } from './message.model.js';
import { groups, stateWords } from './message-status.labels.js';

/** Staff: every sending, its counts by fate, and the names behind each count. */
@Controller('mail/sendings')
export class MailingsController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly mailings: Mailings,
    private readonly messages: Messages,
    private readonly employers: Employers,
    private readonly held: HeldMails,
  ) {}

  @Get()
  @Allow('message_metadata', 'see')
  @Render('messaging/views/sendings.njk')
  async list(@CurrentUser() who: Principal, @Query() query: unknown) {
    const now = this.clock.now();
    return this.db.read([who.areaId], async (tx) => {
      const found = await this.mailings.list(tx, who.areaId, placeQuery.parse(query));
      return {
        sendings: found.rows.map((sending) => ({
          ...titled(sending, who),
          startedAt: sending.startedAt,
          total: sending.total,
          parts: barParts(sending.counts),
          goesOn: together(sending.counts, groups[0]!.states) > 0,
          unknown: sending.counts.unknown,
          back: sending.counts.bounced + sending.counts.failed,
        })),
        now,
        pages: pagerOf(found, (to) => listAddress('/mail/sendings', noFilter, {}, to)),
      };
    });
  }

  @Get(':campaign')
  @Allow('message_metadata', 'see')
  @Render('messaging/views/sending.njk')
  see(
    @CurrentUser() who: Principal,
    @Param('campaign') campaign: string,
    @Query() query: unknown,
    @Req() { pausesInForce }: WebRequest,
  ) {
    const asked = namesQuery.parse(query);
    const { state, show } = asked;
    const now = this.clock.now();
    const all = who.fieldSet === undefined;
    return this.db.read([who.areaId], async (tx) => {
      const sending = await this.mailings.get(tx, who.areaId, campaign);
      const progress = this.mailings.progress(sending);
      const group = groups.find((one) => one.key === show);
      const at = mailingAt(campaign);
      const states = state ? [state] : group?.states;
      const filter: MessageFilter = { campaign, ...(states ? { states } : {}) };
      const found = await this.messages.list(tx, who.areaId, filter, asked);
      const names = await this.employers.namesById(
        tx,
        who.areaId,
        found.rows.flatMap((message) => message.employerId ?? []),
      );
      const again = await this.messages.sentAgain(
        tx,
        who.areaId,
        found.rows.map((message) => message.id),
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
        pause: pausesInForce!.pauses.find((pause) => pause.campaign === campaign),
        pauseAt: `/mail/pauses?campaign=${encodeURIComponent(campaign)}`,
        missed: missed + sending.counts.suppressed + sending.counts.expired + sending.counts.cancelled,
        sends: all && who.may('message_metadata', 'send', who.areaId),
        mend: all ? await this.held.count(tx, who.areaId, campaign) : 0,
        decides: all && who.may('message_metadata', 'change', who.areaId),
        narrowed: state ? stateWords[state].text : group?.text,
        state,
        show: state ? '' : show,
        found: states ? together(sending.counts, states) : sending.total,
        names: found.rows.map((message) => messageRow(message, who.fieldSet, names, now, again)),
        pages: pagerOf(found, (to) => `${listAddress(at, namesFilter, asked, to)}#names`),
      };
    });
  }

  /** Writes all of a sending that are held for their words anew; those go that lack nothing now. */
  @Post(':campaign/try-again')
  @Allow('message_metadata', 'change')
  @FormOf('see')
  @Redirect('', 303)
  async tryAgain(
    @CurrentUser() who: Principal,
    @Param('campaign') campaign: string,
    @Form(tryAgainForm) { mended }: z.output<typeof tryAgainForm>,
  ) {
    await this.db.write([who.areaId], (tx) =>
      this.held.tryAllAgain(tx, who.areaId, campaign, mended, who.actor),
    );
    return { url: `${mailingAt(campaign)}?done=tried` };
  }
}

/** Where a sending is shown. */
export const mailingAt = (campaign: string): string => `/mail/sendings/${encodeURIComponent(campaign)}`;

/** What a sending is called; whoever may not see what mail is about learns only when it began. */
export const titled = (sending: MailingLine, who: Principal) => ({
  campaign: sending.campaign,
  href: mailingAt(sending.campaign),
  title: who.fieldSet === undefined ? sending.title : `Mailing of ${plainDate(sending.startedAt)}`,
  page: who.fieldSet === undefined ? pageLink(sending) : undefined,
});

import { Controller, Get, Param, Post, Query, Redirect, Render, Req, Res } from '@nestjs/common';
import type { z } from 'zod';
import { Employers } from '#employers';
import { type Purpose } from '#mail-templates';
import {
  ContactGate,
  HeldMails,
  MailDetailsLookup,
  Mailings,
  type MessageFilter,
  type MessageState,
  Messages,
  notUnknown,
  pauseReason,
  purposeNames,
  resendable,
  states,
  UnknownMails,
  waitsForContent,
} from '#messaging';
import { Clock, Database, invalid, Settings, type Tx } from '#platform';
import {
  Allow,
  Audited,
  CurrentUser,
  Form,
  FormOf,
  type Look,
  listAddress,
  type Principal,
  pagerOf,
  Shown,
  type WebRequest,
  type WebResponse,
} from '../shell/index.js';
import { deliveryEventLines } from './delivery-events.js';
import { barParts, together } from './mailing.model.js';
import { mailFilter, mailQuery, type Settling, settleForm, stopForm, tryAgainForm } from './message.form.js';
import { messageRow, remark } from './message.model.js';
import { groupOf, groups, mark, stateWords, templatePage } from './message-status.labels.js';
import { showMail } from './show-mail.js';

/** Employers whose name fits a search, at most: their mails are found too. */
const NAMES = 200;

/** Of a held email whose template was corrected meanwhile. */
const FITS = {
  text: 'Its template has been corrected since. “Try again” below is all that is needed.',
  link: undefined,
};

/** Staff: every mail and what became of it. */
@Controller('mail')
export class MessagesController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly messages: Messages,
    private readonly unknown: UnknownMails,
    private readonly mailings: Mailings,
    private readonly held: HeldMails,
    private readonly details: MailDetailsLookup,
    private readonly employers: Employers,
    private readonly settings: Settings,
    private readonly gate: ContactGate,
  ) {}

  @Get()
  @Allow('message_metadata', 'list')
  @Render('messaging/views/list.njk')
  async list(@CurrentUser() who: Principal, @Query() asked: unknown, @Req() { pausesInForce }: WebRequest) {
    const query = mailQuery.parse(asked);
    const { show, q, campaign } = query;
    onlyBySeen(who, { show, q, campaign });
    const now = this.clock.now();
    const group = groups.find((one) => one.key === show);
    return this.db.read([who.areaId], async (tx) => {
      const searching = searchableBy(who) && q !== '';
      const filter: MessageFilter = {
        reader: who,
        ...(campaign ? { campaign } : {}),
        ...(searching ? { search: q, employerIds: await this.employersNamed(tx, who.areaId, q) } : {}),
      };
      const counts = await this.messages.counts(tx, who.areaId, filter);
      const seesRows = who.fieldSet !== 'message.counts';
      // Who sees when an employer was last written to sees nothing of what did not go.
      const sentOnly = who.fieldSet === 'message.contacted_when';
      const total = together(counts, sentOnly ? ['sent'] : states);
      const wanted = sentOnly ? (['sent'] as const) : group?.states;
      const toMend = show === 'mend';
      const found = seesRows
        ? await this.messages.list(tx, who.areaId, { ...filter, states: wanted, toMend }, query)
        : { rows: [] };
      const names = await this.employers.namesById(
        tx,
        who.areaId,
        found.rows.flatMap((message) => message.employerId ?? []),
      );
      const narrowed = (to: Partial<typeof query>) => listAddress('/mail', mailFilter, { ...query, ...to });
      return {
        show,
        q,
        campaign,
        fields: who.fieldSet ?? 'all',
        searchable: searchableBy(who),
        trial: !this.settings.smtpUrl && who.may('message_body', 'see'),
        seesRows,
        total,
        unknown: who.may('message_metadata', 'change') ? await this.unknown.count(tx, who.areaId, who) : 0,
        mend: who.may('message_metadata', 'change')
          ? await this.held.count(tx, who.areaId, undefined, who)
          : 0,
        sending:
          campaign && searchableBy(who) ? await this.mailings.title(tx, who.areaId, campaign) : undefined,
        paused: seesRows && !sentOnly ? pausesInForce!.pauses.map(pauseReason) : [],
        pauses: who.may('message_metadata', 'change'),
        exportAt:
          // What waits to be mended is a list of its own.
          !toMend &&
          who.may('message_metadata', 'export') &&
          listAddress('/exports/new/emails', mailFilter, { show, q, campaign }),
        allAt: narrowed({ show: '' }),
        tabs: sentOnly
          ? []
          : groups.map((one) => ({
              ...one,
              count: together(counts, one.states),
              href: narrowed({ show: one.key }),
            })),
        states: sentOnly
          ? []
          : states
              .map((state) => ({ ...stateWords[state], count: counts[state] }))
              .filter((one) => one.count),
        rows: found.rows.map((message) => messageRow(message, who.fieldSet, names, now)),
        pages: pagerOf(found, (to) => listAddress('/mail', mailFilter, query, to)),
      };
    });
  }

  @Get(':messageId')
  @Allow('message_metadata', 'see')
  @Audited({ at: ['message_body', 'see'], when: 'noted', once: true })
  @Render('messaging/views/message.njk')
  see(
    @CurrentUser() who: Principal,
    @Param('messageId') messageId: string,
    @Shown() shown: (look: Look) => void,
  ) {
    return this.model(who, messageId, shown);
  }

  /** The mail as its recipient sees it, links masked, for the frame of the page. */
  @Get(':messageId/as-sent')
  @Allow('message_body', 'see')
  @Audited({ when: 'each', once: true })
  async asSent(
    @CurrentUser() who: Principal,
    @Param('messageId') messageId: string,
    @Shown() shown: (look: Look) => void,
    @Res({ passthrough: true }) res: WebResponse,
  ) {
    const view = await this.db.read(who.areas, (tx) => this.messages.get(tx, messageId, who));
    shown(whose(view.message));
    return showMail(res, view.html);
  }

  @Post(':messageId/settle')
  @Allow('message_metadata', 'change')
  @FormOf('see')
  @Redirect('', 303)
  async settle(
    @CurrentUser() who: Principal,
    @Param('messageId') messageId: string,
    @Form(settleForm) { verdict, reason }: Settling,
  ) {
    const { areaId } = await this.db.read(who.areas, (tx) => this.messages.line(tx, messageId, who));
    const { settled } = await this.unknown.settle(areaId, [messageId], verdict, reason, who.actor);
    if (!settled) throw notUnknown();
    return { url: `/mail/${messageId}?done=${verdict}` };
  }

  /** Writes a mail that is held for its words anew, in the words in force now; it goes if it lacks nothing. */
  @Post(':messageId/try-again')
  @Allow('message_metadata', 'change')
  @FormOf('see')
  @Redirect('', 303)
  async tryAgain(
    @CurrentUser() who: Principal,
    @Param('messageId') messageId: string,
    @Form(tryAgainForm) { mended }: z.output<typeof tryAgainForm>,
  ) {
    const { going } = await this.db.write(who.areas, async (tx) => {
      const { areaId } = await this.messages.line(tx, messageId, who);
      return this.held.tryAgain(tx, areaId, [messageId], mended, who.actor);
    });
    return { url: `/mail/${messageId}?done=${going ? 'tried' : 'still-held'}` };
  }

  @Post(':messageId/stop')
  @Allow('message_metadata', 'change')
  @FormOf('see')
  @Redirect('', 303)
  async stop(
    @CurrentUser() who: Principal,
    @Param('messageId') messageId: string,
    @Form(stopForm) { why }: z.output<typeof stopForm>,
  ) {
    await this.db.write(who.areas, async (tx) => {
      const { areaId } = await this.messages.line(tx, messageId, who);
      await this.held.stop(tx, areaId, messageId, why, who.actor);
    });
    return { url: `/mail/${messageId}?done=stopped` };
  }

  private async employersNamed(tx: Tx, areaId: string, q: string): Promise<string[]> {
    const { rows } = await this.employers.list(tx, areaId, { q }, {}, NAMES);
    return rows.map((row) => row.id);
  }

  private model(who: Principal, messageId: string, shown: (look: Look) => void) {
    return this.db.read(who.areas, async (tx) => {
      const view = await this.messages.get(tx, messageId, who);
      const { message } = view;
      const all = who.fieldSet === undefined;
      const seesBody = who.may('message_body', 'see', message.areaId);
      if (seesBody) shown(whose(message));
      const [employer] = message.employerId
        ? await this.employers.getMany(tx, message.areaId, [message.employerId])
        : [];
      const person = await this.messages.person(tx, messageId);
      const now = this.clock.now();
      const may = (verb: 'change' | 'send') => who.may('message_metadata', verb, message.areaId);
      const mends = waitsForContent(message) && may('change');
      const fits = mends && (await this.held.fitsNow(tx, message.id));
      const newId = all ? view.events.find((event) => event.kind === 'sent-again')?.detail : undefined;
      const decision = newId ? (await this.gate.preview(tx, message.areaId, [newId])).get(newId) : undefined;
      const missed =
        (resendable as readonly string[]).includes(message.state) &&
        !view.events.some((event) => event.kind === 'sent-again');
      return {
        values: fits ? { mended: 'Its template has been corrected' } : {},
        id: message.id,
        all,
        // When the one that was sent again goes; nothing once it has gone.
        again: decision?.sentence,
        message: all ? message : undefined,
        group: groupOf(message.state),
        state: mark(message, now),
        kind: kindOf(message),
        employer: all ? employer?.name : undefined,
        seesEmployer: who.may('employer', 'see', message.areaId),
        remark: { ...remark(view, now, all), ...(fits && FITS) },
        fits,
        happened: all ? deliveryEventLines(view, now) : [],
        delivery: { createdAt: message.createdAt, attempts: message.attempts },
        mail: all ? await this.details.get(tx, message, employer?.legalForm ?? null) : undefined,
        seesTemplates: who.may('template', 'see', message.areaId),
        from: view.from,
        // A mail whose words do not fit has nothing to be framed.
        framed: view.html !== '',
        plain: seesBody ? view.plain : undefined,
        others: all && message.campaign ? await this.others(tx, message, message.campaign) : undefined,
        mends: mends ? templatePage(message.template) : undefined,
        settles: message.state === 'unknown' && may('change'),
        sends: all && missed && may('send'),
        corrects:
          all &&
          missed &&
          message.contactId &&
          message.employerId &&
          who.may('contact', 'change', message.areaId)
            ? `/employers/${message.employerId}/contacts/${message.contactId}?mail=${message.id}`
            : all && missed && person && who.may('delegate', 'change', message.areaId)
              ? person.correctAt
              : undefined,
      };
    });
  }

  /** The counts of the others of what this mail belongs to, with the places of a bar of 100. */
  private async others(tx: Tx, message: { areaId: string; state: MessageState }, campaign: string) {
    const counts = await this.messages.counts(tx, message.areaId, { campaign });
    const { title } = await this.mailings.title(tx, message.areaId, campaign);
    const others = { ...counts, [message.state]: counts[message.state] - 1 };
    return {
      title,
      href: `/mail/sendings/${encodeURIComponent(campaign)}`,
      total: together(others, states),
      parts: barParts(others),
    };
  }
}

/** The look at an email, for whoever asks who saw somebody. */
const whose = ({
  areaId,
  employerId,
  contactId,
}: Pick<Look, 'employerId' | 'contactId'> & { areaId: string }): Look => ({
  areaId,
  employerId,
  contactId,
});

/** What the list may be narrowed by, for each field set: only what is in it. */
const NARROWS: Record<string, readonly string[]> = {
  'message.delivery': ['show', 'campaign'],
  'message.counts': ['show'],
  'message.contacted_when': [],
};

/** Throws invalid for a filter by what the caller does not see: its answer would tell it. */
function onlyBySeen({ fieldSet }: Principal, filters: Record<string, string | undefined>): void {
  const may = fieldSet === undefined ? undefined : (NARROWS[fieldSet] ?? []);
  const other = Object.keys(filters).find((name) => filters[name] && may && !may.includes(name));
  if (other)
    throw invalid('messaging.filter-hidden', {
      [other]: 'You can only narrow this list by what it shows you.',
    });
}

/** Whoever may not see addresses may not find out about them by searching either. */
const searchableBy = (who: Principal): boolean => who.fieldSet === undefined;

/** "Survey or invitation, no advertising" */
const kindOf = ({ purpose, promotional }: { purpose: Purpose; promotional: boolean }): string =>
  `${purposeNames[purpose]}, ${promotional ? 'with advertising in it' : 'no advertising'}`;

import { Body, Controller, Get, Param, Post, Query, Render, Res } from '@nestjs/common';
import { Areas } from '#access';
import { Employers } from '#employers';
import { type InboundCursor, InboundMails, mailboxName, mailboxState } from '#inbound-mail';
import { Database, Settings } from '#platform';
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
import { choiceQuery, dismissForm, matchForm, returnedQuery } from './inbound.form.js';
import { returnedGroups } from './inbound.labels.js';
import { aboutRow, choiceRow, openRow, readingRow, returnedRow } from './inbound.model.js';
import { cursorText, readCursor } from './message.form.js';

/** Staff: mail that came back, what followed, and what could not be matched. */
@Controller('mail/returned')
export class InboundController {
  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
    private readonly returned: InboundMails,
    private readonly employers: Employers,
    private readonly areas: Areas,
  ) {}

  @Get()
  @Allow('message_metadata', 'see')
  @Render('messaging/views/returned-list.njk')
  async list(@CurrentUser() who: Principal, @Query() query: unknown) {
    const { show, after } = returnedQuery.parse(query ?? {});
    const all = who.fieldSet === undefined;
    const everywhere = all && (await this.seesAll(who));
    const open = all && show === 'not-matched';
    const group = returnedGroups.find((one) => one.key === show);
    return this.db.read([who.areaId], async (tx) => {
      const counts = await this.returned.counts(tx, who.areaId, who);
      const total = [...counts.values()].reduce((sum, n) => sum + n, 0);
      const { rows, next } = open
        ? { rows: [], next: undefined }
        : await this.returned.list(
            tx,
            who.areaId,
            group ?? {},
            who,
            readCursor(after) as InboundCursor | undefined,
          );
      const names = await this.employers.namesById(
        tx,
        who.areaId,
        rows.flatMap((row) => row.employerId ?? []),
      );
      const waiting = all ? await this.returned.openCount(tx, who.areaId, everywhere, who) : 0;
      return {
        show: open ? 'not-matched' : (group?.key ?? ''),
        all,
        total,
        waiting,
        everywhere,
        tabs: returnedGroups.map((one) => ({ key: one.key, text: one.text, count: countOf(counts, one) })),
        rows: rows.map((row) => returnedRow(row, all, names)),
        open: open
          ? (await this.returned.open(tx, who.areaId, everywhere, who)).rows.map(openRow)
          : undefined,
        next: cursorText(next),
        first: !after,
        mailbox: this.settings.returnsImapUrl
          ? ((await mailboxState(tx, mailboxName(this.settings.returnsImapUrl))) ?? { checkedAt: null })
          : undefined,
        inlet: this.settings.inletPort !== undefined,
        policy: who.may('message_metadata', 'change'),
      };
    });
  }

  @Get(':returnedId')
  @Allow('message_metadata', 'see')
  async see(
    @CurrentUser() who: Principal,
    @Param('returnedId') id: string,
    @Query() query: unknown,
    @Res() res: WebResponse,
  ) {
    const { q } = choiceQuery.parse(query ?? {});
    page(res, 'messaging/views/returned-mail.njk', await this.model(who, id, q));
  }

  @Post(':returnedId/match')
  @Allow('message_metadata', 'change')
  async match(
    @CurrentUser() who: Principal,
    @Param('returnedId') id: string,
    @Query() query: unknown,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const { q } = choiceQuery.parse(query ?? {});
    const form = readForm(matchForm, body);
    const again = (errors: FieldErrors) => this.again(res, who, id, q, errors, form.values);
    if (!form.ok) return again(form.errors);
    try {
      const seeing = { areas: who.areas, everywhere: await this.seesAll(who), reader: who };
      await this.returned.match(seeing, id, form.data.messageId, who.actor, form.data.reason);
    } catch (error) {
      return again(fieldErrors(error));
    }
    res.redirect(303, `/mail/returned/${id}?done=matched`);
  }

  @Post(':returnedId/dismiss')
  @Allow('message_metadata', 'change')
  async dismiss(
    @CurrentUser() who: Principal,
    @Param('returnedId') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(dismissForm, body);
    const again = (errors: FieldErrors) => this.again(res, who, id, '', errors, form.values);
    if (!form.ok) return again(form.errors);
    try {
      const seeing = { areas: who.areas, everywhere: await this.seesAll(who), reader: who };
      await this.returned.dismiss(seeing, id, who.actor, form.data.why);
    } catch (error) {
      return again(fieldErrors(error));
    }
    res.redirect(303, '/mail/returned?show=not-matched&done=dismissed');
  }

  private async again(
    res: WebResponse,
    who: Principal,
    id: string,
    q: string,
    errors: FieldErrors,
    values: Record<string, unknown>,
  ): Promise<void> {
    page(
      res,
      'messaging/views/returned-mail.njk',
      { ...(await this.model(who, id, q)), errors, values },
      422,
    );
  }

  /** Whether these eyes see every area there is: mail of which nobody knows the area is for them only. */
  private async seesAll(who: Principal): Promise<boolean> {
    return (await this.areas.list()).every((area) => who.areas.includes(area.id));
  }

  private async model(who: Principal, id: string, q: string) {
    const all = who.fieldSet === undefined;
    const everywhere = all && (await this.seesAll(who));
    return this.db.read(who.areas, async (tx) => {
      const { mail, about, keptUntil } = await this.returned.see(tx, id, everywhere, who);
      const areaId = about[0]?.areaId ?? who.areaId;
      const waits = mail.state === 'guessed' || mail.state === 'unmatched' || mail.state === 'unreadable';
      const decides = all && waits && who.may('message_metadata', 'change', areaId);
      const told = mail.readings.flatMap((one) => one.recipient ?? []);
      const looked = q ? [q] : [...about.map((one) => one.address), ...told];
      const choices = decides && looked.length ? await this.returned.choices(tx, looked) : [];
      const seesWords = who.may('message_body', 'see', areaId);
      return {
        values: {},
        id,
        all,
        q,
        at: mail.at,
        state: mail.state,
        remark: mail.remark,
        settledAt: mail.settledAt,
        settledBy: mail.settledBy?.label,
        sender: all ? mail.sender : null,
        subject: all ? mail.subject : null,
        envelopeTo: all ? mail.envelopeTo : null,
        source: mail.source,
        size: mail.size,
        readings: mail.readings.map((one) => readingRow(one, all)),
        about: about.map((one) => aboutRow(one, all)),
        seesContact: who.may('contact', 'change', areaId),
        seesWords,
        words: seesWords ? mail.words : null,
        keptUntil,
        decides,
        choices: choices.map((one) => choiceRow(one, about)),
      };
    });
  }
}

function countOf(
  counts: ReadonlyMap<string, number>,
  group: { kinds?: readonly string[]; notKinds?: readonly string[] },
): number {
  return [...counts]
    .filter(([kind]) => (group.kinds ? group.kinds.includes(kind) : !group.notKinds?.includes(kind)))
    .reduce((sum, [, n]) => sum + n, 0);
}

import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { Contacts, Employers } from '#employers';
import { ContactGate, Mailings, type MissedLine, type PeopleNow, Resend, ruleOf } from '#messaging';
import { Database, newId, notFound, type Tx } from '#platform';
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
import { titled } from './mailings.controller.js';
import { againForm, againNowForm, cursorText, listQuery, readCursor } from './message.form.js';
import { moment, stateWords } from './message-status.labels.js';

/** Staff: sending again what did not arrive. A list by name, then what will go, then what came of it. */
@Controller('mail')
export class ResendController {
  private readonly people: PeopleNow;

  constructor(
    private readonly db: Database,
    private readonly resend: Resend,
    private readonly sendings: Mailings,
    private readonly employers: Employers,
    private readonly gate: ContactGate,
    contacts: Contacts,
  ) {
    this.people = async (tx, areaId, ids) =>
      new Map(
        [...(await contacts.getMany(tx, areaId, ids))].map(([id, { name, email, leftAt }]) => [
          id,
          { name, email, left: leftAt !== null },
        ]),
      );
  }

  /** Whom a sending missed, each with whether it goes again and why. */
  @Get('sendings/:campaign/missed')
  @Allow('message_metadata', 'send')
  async missed(
    @CurrentUser() who: Principal,
    @Param('campaign') campaign: string,
    @Query() query: unknown,
    @Res() res: WebResponse,
  ) {
    const { after } = listQuery.parse(query ?? {});
    page(res, 'messaging/views/sending-missed.njk', await this.missedModel(who, campaign, after));
  }

  /** The names and their number, before anything goes. */
  @Post('sendings/:campaign/missed')
  @Allow('message_metadata', 'send')
  async check(
    @CurrentUser() who: Principal,
    @Param('campaign') campaign: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(againForm, body);
    if (!form.ok)
      return page(
        res,
        'messaging/views/sending-missed.njk',
        { ...(await this.missedModel(who, campaign, undefined)), errors: onIds(form.errors), ticked: [] },
        422,
      );
    page(
      res,
      'messaging/views/sending-again.njk',
      await this.db.read([who.areaId], async (tx) => ({
        ...titled(await this.sendings.see(tx, who.areaId, campaign), who),
        ...(await this.checked(tx, who, form.data.ids)),
      })),
    );
  }

  @Post('sendings/:campaign/again')
  @Allow('message_metadata', 'send')
  async send(
    @CurrentUser() who: Principal,
    @Param('campaign') campaign: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(againNowForm, body);
    const again = async (errors: FieldErrors) =>
      page(
        res,
        'messaging/views/sending-missed.njk',
        {
          ...(await this.missedModel(who, campaign, undefined)),
          errors: onIds(errors),
          ticked: [form.values['ids'] ?? []].flat(),
        },
        422,
      );
    if (!form.ok) return again(form.errors);
    const { round, ids, shown } = form.data;
    try {
      await this.resend.send(who.areaId, round, ids, { actor: who.actor, shown, people: this.people });
    } catch (error) {
      return again(fieldErrors(error));
    }
    res.redirect(303, `/mail/sendings/${encodeURIComponent(campaign)}/again/${round}`);
  }

  /** What a round came to: what goes, what does not, and why. */
  @Get('sendings/:campaign/again/:roundId')
  @Allow('message_metadata', 'send')
  async round(
    @CurrentUser() who: Principal,
    @Param('campaign') campaign: string,
    @Param('roundId') round: string,
    @Res() res: WebResponse,
  ) {
    const model = await this.db.read([who.areaId], async (tx) => {
      const lines = await this.resend.round(tx, who.areaId, campaign, round);
      return {
        ...titled(await this.sendings.see(tx, who.areaId, campaign), who),
        going: await this.withEmployers(
          tx,
          who,
          lines.filter((line) => line.newId),
        ),
        cannot: await this.withEmployers(
          tx,
          who,
          lines.filter((line) => !line.newId),
        ),
      };
    });
    page(res, 'messaging/views/sending-sent.njk', model);
  }

  /** One mail: whether it goes again, and the button. */
  @Get(':messageId/again')
  @Allow('message_metadata', 'send')
  async askOne(
    @CurrentUser() who: Principal,
    @Param('messageId') messageId: string,
    @Res() res: WebResponse,
  ) {
    page(res, 'messaging/views/message-again.njk', await this.oneModel(who, messageId));
  }

  @Post(':messageId/again')
  @Allow('message_metadata', 'send')
  async sendOne(
    @CurrentUser() who: Principal,
    @Param('messageId') messageId: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(againNowForm.omit({ ids: true }), body);
    const model = await this.oneModel(who, messageId);
    const again = (errors: FieldErrors) =>
      page(res, 'messaging/views/message-again.njk', { ...model, errors }, 422);
    if (!form.ok) return again(form.errors);
    try {
      const { sent } = await this.resend.send(model.areaId, form.data.round, [messageId], {
        actor: who.actor,
        shown: form.data.shown,
        people: this.people,
      });
      res.redirect(303, `/mail/${messageId}?done=${sent ? 'sent-again' : 'not-again'}`);
    } catch (error) {
      return again(fieldErrors(error));
    }
  }

  private oneModel(who: Principal, messageId: string) {
    return this.db.read(who.areas, async (tx) => {
      for (const areaId of who.areas) {
        const [line] = await this.resend.ask(tx, areaId, [messageId], this.people, who);
        if (line)
          return {
            areaId,
            ...(await this.rows(tx, who, areaId, [line]))[0]!,
            round: newId(),
            waits: await this.waits(tx, areaId, line),
          };
      }
      throw notFound();
    });
  }

  /** What a mail would wait for if it were sent again now, and until when; undefined: it goes at once. */
  private async waits(tx: Tx, areaId: string, { message, verdict }: MissedLine): Promise<string | undefined> {
    if (!verdict.may) return undefined;
    const { employerId, contactId, purpose, campaign } = message;
    const immediate = purpose === 'service';
    const mail = { employerId, contactId, purpose, campaign, immediate, address: verdict.address };
    const [held] = (await this.gate.foresee(tx, areaId, [mail])).held;
    return (
      held &&
      `${held.first ? `It will wait until ${moment(held.first)}` : 'It will wait'}: ${lower(ruleOf(held.hold).title)}.`
    );
  }

  private missedModel(who: Principal, campaign: string, after: string | undefined) {
    return this.db.read([who.areaId], async (tx) => {
      const sending = await this.sendings.see(tx, who.areaId, campaign);
      const { lines, next } = await this.resend.missed(
        tx,
        who.areaId,
        campaign,
        this.people,
        readCursor(after),
      );
      const rows = await this.rows(tx, who, who.areaId, lines);
      return {
        ...titled(sending, who),
        may: rows.filter((row) => row.may),
        cannot: rows.filter((row) => !row.may),
        unknown: sending.counts.unknown,
        ticked: rows.filter((row) => row.ticked).map((row) => row.id),
        next: cursorText(next),
        first: !after,
      };
    });
  }

  private async checked(tx: Tx, who: Principal, ids: readonly string[]) {
    const rows = await this.rows(
      tx,
      who,
      who.areaId,
      await this.resend.ask(tx, who.areaId, ids, this.people),
    );
    return { going: rows.filter((row) => row.may), cannot: rows.filter((row) => !row.may), round: newId() };
  }

  private async rows(tx: Tx, who: Principal, areaId: string, lines: readonly MissedLine[]) {
    const names = await this.employers.namesById(
      tx,
      areaId,
      lines.flatMap(({ message }) => message.employerId ?? []),
    );
    return lines.map(({ message, verdict, correctAt }) => ({
      id: message.id,
      subject: message.subject,
      campaign: message.campaign,
      name: message.recipientName || message.address,
      oldAddress: message.address,
      employerId: message.employerId,
      employer: message.employerId ? names.get(message.employerId) : undefined,
      mark: stateWords[message.state],
      ...verdict,
      correctAt:
        verdict.correct && message.employerId && message.contactId && who.may('contact', 'change', areaId)
          ? `/employers/${message.employerId}/contacts/${message.contactId}`
          : verdict.correct && who.may('delegate', 'change', areaId)
            ? correctAt
            : undefined,
    }));
  }

  private async withEmployers<T extends { employerId: string | null }>(tx: Tx, who: Principal, lines: T[]) {
    const names = await this.employers.namesById(
      tx,
      who.areaId,
      lines.flatMap((line) => line.employerId ?? []),
    );
    return lines.map((line) => ({
      ...line,
      employer: line.employerId ? names.get(line.employerId) : undefined,
    }));
  }
}

const lower = (title: string): string => title.charAt(0).toLowerCase() + title.slice(1);

/** Errors of single ids belong to the list. */
const onIds = (errors: FieldErrors): FieldErrors =>
  Object.fromEntries(
    Object.entries(errors).map(([field, text]) => [field.replace(/^(ids\..*|round|shown)$/, 'ids'), text]),
  );

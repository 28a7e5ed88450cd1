import { Controller, Get, HttpCode, Param, Post, Query, Redirect, Render } from '@nestjs/common';
import type { z } from 'zod';
import { Contacts, Employers } from '#employers';
import { ContactGate, Mailings, type MissedLine, type PeopleNow, Resend, ruleOf } from '#messaging';
import { Database, newId, notFound, type Tx } from '#platform';
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
import { mailingAt, titled } from './mailings.controller.js';
import { againForm, againNowForm, againOneForm, noFilter, placeQuery } from './message.form.js';
import { moment, stateWords } from './message-status.labels.js';

/** Staff: sending again what did not arrive. A list by name, then what will go, then what came of it. */
@Controller('mail')
export class ResendController {
  private readonly people: PeopleNow;

  constructor(
    private readonly db: Database,
    private readonly resend: Resend,
    private readonly mailings: Mailings,
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
  @Render('messaging/views/sending-missed.njk')
  missed(
    @CurrentUser() who: Principal,
    @Param('campaign') campaign: string,
    @Query() query: unknown,
    @Typed() typed?: Record<string, unknown>,
  ) {
    return this.db.read([who.areaId], async (tx) => {
      const { areaId } = who;
      const sending = await this.mailings.get(tx, areaId, campaign);
      const found = await this.resend.missed(tx, areaId, campaign, this.people, placeQuery.parse(query));
      const rows = await this.rows(tx, who, areaId, found.rows);
      return {
        ...titled(sending, who),
        may: rows.filter((row) => row.may),
        cannot: rows.filter((row) => !row.may),
        unknown: sending.counts.unknown,
        ticked: typed ? [typed['ids'] ?? []].flat() : rows.filter((row) => row.ticked).map((row) => row.id),
        pages: pagerOf(found, (to) => listAddress(`${mailingAt(campaign)}/missed`, noFilter, {}, to)),
      };
    });
  }

  /** The names and their number, before anything goes. */
  @Post('sendings/:campaign/missed')
  @HttpCode(200)
  @Allow('message_metadata', 'send', { prepares: 'it shows the names and their number' })
  @FormOf('missed')
  @Render('messaging/views/sending-again.njk')
  check(
    @CurrentUser() who: Principal,
    @Param('campaign') campaign: string,
    @Form(againForm) { ids }: z.output<typeof againForm>,
  ) {
    return this.db.read([who.areaId], async (tx) => ({
      ...titled(await this.mailings.get(tx, who.areaId, campaign), who),
      ...(await this.checked(tx, who, ids)),
    }));
  }

  @Post('sendings/:campaign/again')
  @Allow('message_metadata', 'send')
  @FormOf('missed')
  @Redirect('', 303)
  async send(
    @CurrentUser() who: Principal,
    @Param('campaign') campaign: string,
    @Form(againNowForm) { round, ids, shown }: z.output<typeof againNowForm>,
  ) {
    await this.resend.send(who.areaId, round, ids, { actor: who.actor, shown, people: this.people });
    return { url: `${mailingAt(campaign)}/again/${round}` };
  }

  /** What a round came to: what goes, what does not, and why. */
  @Get('sendings/:campaign/again/:roundId')
  @Allow('message_metadata', 'send')
  @Render('messaging/views/sending-sent.njk')
  round(@CurrentUser() who: Principal, @Param('campaign') campaign: string, @Param('roundId') round: string) {
    return this.db.read([who.areaId], async (tx) => {
      const lines = await this.resend.round(tx, who.areaId, campaign, round);
      return {
        ...titled(await this.mailings.get(tx, who.areaId, campaign), who),
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
  }

  /** One mail: whether it goes again, and the button. */
  @Get(':messageId/again')
  @Allow('message_metadata', 'send')
  @Render('messaging/views/message-again.njk')
  askOne(@CurrentUser() who: Principal, @Param('messageId') messageId: string) {
    return this.oneModel(who, messageId);
  }

  @Post(':messageId/again')
  @Allow('message_metadata', 'send')
  @FormOf('askOne')
  @Redirect('', 303)
  async sendOne(
    @CurrentUser() who: Principal,
    @Param('messageId') messageId: string,
    @Form(againOneForm) { round, shown }: z.output<typeof againOneForm>,
  ) {
    const { areaId } = await this.oneModel(who, messageId);
    const by = { actor: who.actor, shown, people: this.people };
    const { sent } = await this.resend.send(areaId, round, [messageId], by);
    return { url: `/mail/${messageId}?done=${sent ? 'sent-again' : 'not-again'}` };
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

import { Controller, Get, Param, Post, Query, Redirect, Render } from '@nestjs/common';
import type { z } from 'zod';
import { Employers } from '#employers';
import { areasSeen, InboundMails, mailboxName, mailboxState } from '#inbound-mail';
import { Database, Settings } from '#platform';
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
} from '../shell/index.js';
import {
  choiceQuery,
  dismissForm,
  type Matching,
  matchForm,
  returnedFilter,
  returnedQuery,
} from './inbound.form.js';
import { returnedGroups } from './inbound.labels.js';
import { aboutRow, choiceRow, openRow, readingRow, returnedRow } from './inbound.model.js';

/** Staff: mail that came back, what followed, and what could not be matched. */
@Controller('mail/returned')
export class InboundController {
  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
    private readonly inboundMails: InboundMails,
    private readonly employers: Employers,
  ) {}

  @Get()
  @Allow('message_metadata', 'see')
  @Render('messaging/views/returned-list.njk')
  async list(@CurrentUser() who: Principal, @Query() asked: unknown) {
    const query = returnedQuery.parse(asked);
    const all = who.fieldSet === undefined;
    const everywhere = all && seesAll(who);
    const open = all && query.show === 'not-matched';
    const group = returnedGroups.find((one) => one.key === query.show);
    return this.db.read(areasSeen({ areas: [who.areaId], everywhere }), async (tx) => {
      const { areaId } = who;
      const counts = await this.inboundMails.counts(tx, areaId, who);
      const total = [...counts.values()].reduce((sum, n) => sum + n, 0);
      const waits = open ? await this.inboundMails.open(tx, areaId, everywhere, who, query) : undefined;
      const came = open ? { rows: [] } : await this.inboundMails.list(tx, areaId, group ?? {}, who, query);
      const names = await this.employers.namesById(
        tx,
        areaId,
        came.rows.flatMap((row) => row.employerId ?? []),
      );
      const waiting = all ? await this.inboundMails.openCount(tx, areaId, everywhere, who) : 0;
      return {
        show: open ? 'not-matched' : (group?.key ?? ''),
        all,
        total,
        waiting,
        everywhere,
        tabs: returnedGroups.map((one) => ({ key: one.key, text: one.text, count: countOf(counts, one) })),
        rows: came.rows.map((row) => returnedRow(row, all, names)),
        open: waits?.rows.map(openRow),
        pages: pagerOf(waits ?? came, (to) => listAddress('/mail/returned', returnedFilter, query, to)),
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
  @Audited({ at: ['message_body', 'see'], when: 'noted' })
  @Render('messaging/views/returned-mail.njk')
  async see(
    @CurrentUser() who: Principal,
    @Param('returnedId') id: string,
    @Query() query: unknown,
    @Shown() shown: (look: Look) => void,
  ) {
    const { q } = choiceQuery.parse(query);
    const all = who.fieldSet === undefined;
    const everywhere = all && seesAll(who);
    return this.db.read(areasSeen({ areas: who.areas, everywhere }), async (tx) => {
      const { mail, about, keptUntil } = await this.inboundMails.get(tx, id, everywhere, who);
      const areaId = about[0]?.areaId ?? who.areaId;
      const waits = mail.state === 'guessed' || mail.state === 'unmatched' || mail.state === 'unreadable';
      const decides = all && waits && who.may('message_metadata', 'change', areaId);
      const told = mail.readings.flatMap((one) => one.recipient ?? []);
      const looked = q ? [q] : [...about.map((one) => one.address), ...told];
      const choices = decides && looked.length ? await this.inboundMails.choices(tx, looked) : [];
      const seesWords = who.may('message_body', 'see', areaId);
      if (seesWords) shown({ areaId, employerId: about[0]?.employerId });
      return {
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

  @Post(':returnedId/match')
  @Allow('message_metadata', 'change')
  @FormOf('see')
  @Redirect('', 303)
  async match(
    @CurrentUser() who: Principal,
    @Param('returnedId') id: string,
    @Form(matchForm) { messageId, reason }: Matching,
  ) {
    await this.inboundMails.match(seeing(who), id, messageId, who.actor, reason);
    return { url: `/mail/returned/${id}?done=matched` };
  }

  @Post(':returnedId/dismiss')
  @Allow('message_metadata', 'change')
  @FormOf('see')
  @Redirect('', 303)
  async dismiss(
    @CurrentUser() who: Principal,
    @Param('returnedId') id: string,
    @Form(dismissForm) { why }: z.output<typeof dismissForm>,
  ) {
    await this.inboundMails.dismiss(seeing(who), id, who.actor, why);
    return { url: '/mail/returned?show=not-matched&done=dismissed' };
  }
}

/** Whether these eyes see every area there is: mail of which nobody knows the area is for them only. */
const seesAll = (who: Principal): boolean => who.allAreas.every((area) => who.areas.includes(area.id));

const seeing = (who: Principal) => ({ areas: who.areas, everywhere: seesAll(who), reader: who });

function countOf(
  counts: ReadonlyMap<string, number>,
  group: { kinds?: readonly string[]; notKinds?: readonly string[] },
): number {
  return [...counts]
    .filter(([kind]) => (group.kinds ? group.kinds.includes(kind) : !group.notKinds?.includes(kind)))
    .reduce((sum, [, n]) => sum + n, 0);
}

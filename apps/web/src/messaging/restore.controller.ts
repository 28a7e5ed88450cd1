import { Controller, Get, Post, Redirect, Render } from '@nestjs/common';
import type { z } from 'zod';
import { MailRegistry } from '#mail-templates';
import { type HeldGroup, MailingTitles, purposeNames, RestoreGuard } from '#messaging';
import { Database, shortDate } from '#platform';
import { Allow, CurrentUser, Form, FormOf, type Principal } from '../shell/index.js';
import { moment } from './message-status.labels.js';
import { heldForm, releaseForm } from './pause.form.js';

/** Staff: what is held since the database was restored, and what becomes of it. */
@Controller('mail/restore')
export class RestoreController {
  constructor(
    private readonly db: Database,
    private readonly restore: RestoreGuard,
    private readonly titles: MailingTitles,
    private readonly mails: MailRegistry,
  ) {}

  @Get()
  @Allow('message_metadata', 'change')
  @Render('messaging/views/restore.njk')
  see(@CurrentUser() who: Principal) {
    return this.db.read([who.areaId], async (tx) => {
      const { pending, groups, waiting } = await this.restore.state(tx, who.areaId);
      const titles = await this.titles.of(
        tx,
        who.areaId,
        groups.flatMap((group) => group.campaign ?? []),
      );
      // An area decides about all that it holds; of emails about accounts it is told no names.
      const nameless = this.mails.hiddenFrom(who);
      return {
        pending: pending && { ...pending, foundAt: moment(pending.foundAt) },
        waiting,
        service: groups.reduce((sum, one) => sum + one.service, 0),
        groups: groups.map((group) => ({
          ...group,
          names: nameless.includes(group.template) ? [] : group.names,
          key: keyOf(group),
          title:
            (group.campaign && titles.get(group.campaign)?.title) ??
            group.campaign ??
            this.mails.find(group.template)?.title ??
            group.template,
          kind: purposeNames[group.purpose],
          written: span(group.oldest, group.newest),
          due: group.firstDue && group.lastDue ? span(group.firstDue, group.lastDue) : undefined,
          more: group.count - group.names.length,
        })),
      };
    });
  }

  @Post()
  @Allow('message_metadata', 'change')
  @FormOf('see')
  @Redirect('', 303)
  async release(
    @CurrentUser() who: Principal,
    @Form(releaseForm) { what, reason }: z.output<typeof releaseForm>,
  ) {
    await this.db.write([who.areaId], (tx) => this.restore.release(tx, who.areaId, what, reason, who.actor));
    return { url: '/mail/restore?done=released' };
  }

  @Post('sending')
  @Allow('message_metadata', 'change')
  @FormOf('see')
  @Redirect('', 303)
  async sending(
    @CurrentUser() who: Principal,
    @Form(heldForm) { sending, act, why }: z.output<typeof heldForm>,
  ) {
    const name = sending.slice(sending.indexOf(' ') + 1);
    const which = sending.startsWith('campaign ') ? { campaign: name } : { template: name };
    await this.db.write([who.areaId], (tx) =>
      act === 'release'
        ? this.restore.releaseMailing(tx, who.areaId, which, why, who.actor)
        : this.restore.cancel(tx, who.areaId, which, why, who.actor),
    );
    return { url: `/mail/restore?done=${act}` };
  }
}

const keyOf = (group: HeldGroup): string =>
  group.campaign === null ? `mail ${group.template}` : `campaign ${group.campaign}`;

/** "3 Nov 2026" or "3 Nov 2026 to 20 Nov 2026". */
function span(from: Date, to: Date): string {
  const [first, last] = [shortDate(from), shortDate(to)];
  return first === last ? first : `${first} to ${last}`;
}

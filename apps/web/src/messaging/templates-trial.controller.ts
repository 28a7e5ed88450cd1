import { Controller, Get, Param, Post, Query, Redirect, Res } from '@nestjs/common';
import type { z } from 'zod';
import { Audit, Users } from '#access';
import { Templates } from '#mail-templates';
import { Messages, TemplateTrials } from '#messaging';
import { Database, notFound, type Tx } from '#platform';
import {
  Allow,
  Audited,
  CurrentUser,
  Form,
  type Look,
  type Principal,
  Shown,
  type WebResponse,
} from '../shell/index.js';
import { showMail } from './show-mail.js';
import { templateQuery, testForm } from './templates.form.js';

/** Staff: trying the words of a mail out. */
@Controller('mail/templates/:name')
export class TemplateTrialController {
  constructor(
    private readonly db: Database,
    private readonly templates: Templates,
    private readonly trials: TemplateTrials,
    private readonly users: Users,
    private readonly audit: Audit,
    private readonly messages: Messages,
  ) {}

  /** The mail as its recipient would see it, links masked, for the frame of the page. */
  @Get('as-sent')
  @Allow('template', 'see')
  @Audited({ at: ['message_body', 'see'], when: 'noted' })
  async asSent(
    @CurrentUser() who: Principal,
    @Param('name') name: string,
    @Query() query: unknown,
    @Shown() shown: (look: Look) => void,
    @Res({ passthrough: true }) res: WebResponse,
  ) {
    const { draft, with: chosen } = templateQuery.parse(query ?? {});
    if (chosen && !who.may('message_body', 'see', who.areaId)) throw notFound();
    const { preview, look } = await this.db.read([who.areaId], async (tx) => ({
      preview: await this.trials.preview(
        tx,
        who.areaId,
        name,
        await this.meant(tx, who, name, draft),
        chosen,
      ),
      look: chosen ? await this.lookAt(tx, who, chosen) : undefined,
    }));
    if (look) shown(look);
    return showMail(res, preview.html);
  }

  /** To the person's own address and nobody else's. */
  @Post('test')
  @Allow('template', 'send', { about: 'oneself' })
  @Redirect('', 303)
  async test(
    @CurrentUser() who: Principal,
    @Param('name') name: string,
    @Form(testForm) { draft, with: chosen }: z.output<typeof testForm>,
  ) {
    const user = who.userId ? await this.users.byId(who.userId) : undefined;
    if (!user || (chosen && !who.may('message_body', 'see', who.areaId))) throw notFound();
    await this.db.write([who.areaId], async (tx) => {
      await this.trials.test(
        tx,
        who.areaId,
        name,
        await this.meant(tx, who, name, draft || undefined),
        chosen || undefined,
        { address: user.email, name: user.name },
      );
      // It may bring the words of somebody else's email along.
      await this.audit.record(tx, {
        areaId: who.areaId,
        actor: who.actor,
        verb: 'send',
        resource: 'template',
        subject: chosen || name,
      });
      if (chosen)
        await this.audit.record(tx, {
          ...(await this.lookAt(tx, who, chosen)),
          areaId: who.areaId,
          actor: who.actor,
          kind: 'read',
          verb: 'see',
          resource: 'message_body',
        });
    });
    const query = new URLSearchParams({
      ...(draft ? { draft } : {}),
      ...(chosen ? { with: chosen } : {}),
      done: 'tested',
    });
    return { url: `/mail/templates/${name}?${query}` };
  }

  /** Whose email it is that is shown. */
  private async lookAt(tx: Tx, who: Principal, messageId: string) {
    const { employerId, contactId } = await this.messages.line(tx, messageId, who);
    return { subject: messageId, employerId, contactId };
  }

  /** The version or draft a page is about; null: the program's own words. */
  private async meant(
    tx: Tx,
    who: Principal,
    name: string,
    draft: string | undefined,
  ): Promise<string | null> {
    if (draft && (await this.trials.findDraft(tx, who.areaId, name, draft, who.actor))) return draft;
    const { version } = await this.templates.get(tx, who.areaId, name);
    return version?.words ? version.id : null;
  }
}

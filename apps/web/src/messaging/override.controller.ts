import { Controller, Get, Param, Post, Redirect, Render } from '@nestjs/common';
import { z } from 'zod';
import { ContactOverrides, explain, Messages, quietHolds } from '#messaging';
import { Database, notFound } from '#platform';
import { Allow, CurrentUser, Form, FormOf, field, type Principal, SeeOther, Typed } from '../shell/index.js';

const overrideForm = z.object({ reason: field.reason(), hours: field.yesNo() });

/** Staff: one mail goes in spite of a contact limit or sending hours, by name and with a reason. */
@Controller('mail/:messageId/override')
export class OverrideController {
  constructor(
    private readonly db: Database,
    private readonly messages: Messages,
    private readonly overrides: ContactOverrides,
  ) {}

  @Get()
  @Allow('message_metadata', 'change')
  @Render('messaging/views/override-ask.njk')
  async ask(@CurrentUser() who: Principal, @Param('messageId') id: string, @Typed() typed?: object) {
    const model = await this.model(who, id);
    // Whoever has just sent the form is told why it was refused.
    if (!model.explained?.overridable && !typed) throw new SeeOther(`/mail/${id}`);
    return model;
  }

  @Post()
  @Allow('message_metadata', 'change')
  @FormOf('ask')
  @Redirect('', 303)
  async allow(
    @CurrentUser() who: Principal,
    @Param('messageId') id: string,
    @Form(overrideForm) given: z.output<typeof overrideForm>,
  ) {
    await this.db.write(who.areas, async (tx) => {
      await this.messages.line(tx, id, who);
      await this.overrides.allow(tx, id, given, who.actor);
    });
    return { url: `/mail/${id}?done=override` };
  }

  private model(who: Principal, id: string) {
    return this.db.read(who.areas, async (tx) => {
      const { message } = await this.messages.get(tx, id, who);
      if (!who.may('message_metadata', 'change', message.areaId)) throw notFound();
      return {
        id,
        subject: message.subject,
        name: message.recipientName,
        address: message.address,
        explained: explain(message),
        quiet: quietHolds.has(message.hold ?? ''),
      };
    });
  }
}

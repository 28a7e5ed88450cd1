import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { z } from 'zod';
import { ContactOverrides, explain, Messages, quietHolds } from '#messaging';
import { Database, notFound } from '#platform';
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

const overrideForm = z.object({
  reason: z
    .string('Say why it should go, in 10 to 300 characters')
    .min(10, 'Say why it should go, in 10 to 300 characters')
    .max(300, 'Say why in 300 characters or fewer'),
  hours: z.literal('yes').optional(),
});

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
  async ask(@CurrentUser() who: Principal, @Param('messageId') id: string, @Res() res: WebResponse) {
    const model = await this.model(who, id);
    if (!model.explained?.overridable) return res.redirect(303, `/mail/${id}`);
    page(res, 'messaging/views/override-ask.njk', model);
  }

  @Post()
  @Allow('message_metadata', 'change')
  async allow(
    @CurrentUser() who: Principal,
    @Param('messageId') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(overrideForm, body);
    const again = async (errors: FieldErrors) => {
      const model = { ...(await this.model(who, id)), values: form.values, errors };
      page(res, 'messaging/views/override-ask.njk', model, 422);
    };
    if (!form.ok) return again(form.errors);
    const given = { reason: form.data.reason, hours: form.data.hours === 'yes' };
    try {
      await this.db.write(who.areas, async (tx) => {
        await this.messages.line(tx, id, who);
        await this.overrides.allow(tx, id, given, who.actor);
      });
    } catch (error) {
      return again(fieldErrors(error));
    }
    res.redirect(303, `/mail/${id}?done=override`);
  }

  private model(who: Principal, id: string) {
    return this.db.read(who.areas, async (tx) => {
      const { message } = await this.messages.see(tx, id, who);
      if (!who.may('message_metadata', 'change', message.areaId)) throw notFound();
      return {
        id,
        values: {} as Record<string, unknown>,
        subject: message.subject,
        name: message.recipientName,
        address: message.address,
        explained: explain(message),
        quiet: quietHolds.has(message.hold ?? ''),
      };
    });
  }
}

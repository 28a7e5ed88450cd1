import { Controller, Get, Param, Redirect } from '@nestjs/common';
import { Messages } from '#messaging';
import { Database } from '#platform';
import { Allow, CurrentUser, type Principal } from '../shell/index.js';

/** From an email that did not arrive, and from the task it made, to where the address is corrected. */
@Controller('mail')
export class CorrectMailController {
  constructor(
    private readonly db: Database,
    private readonly messages: Messages,
  ) {}

  @Get(':messageId/correct')
  @Allow('message_metadata', 'see')
  @Redirect('', 303)
  async lead(@CurrentUser() who: Principal, @Param('messageId') id: string) {
    const to = await this.db.read(who.areas, async (tx) => {
      const { contactId, employerId, areaId } = await this.messages.line(tx, id, who);
      if (contactId && employerId && who.may('contact', 'change', areaId))
        return `/employers/${employerId}/contacts/${contactId}`;
      const person = await this.messages.person(tx, id);
      return person?.correctAt && who.may('delegate', 'change', areaId) ? person.correctAt : undefined;
    });
    return { url: to ?? `/mail/${id}` };
  }
}

import { Module } from '@nestjs/common';
import { MailRegistry } from './mail.registry.js';
import { MailTexts } from './mail.texts.js';
import { Outbox } from './outbox.service.js';

/**
 * A lib that mails imports this module and adds its mails in its own module's constructor:
 * `constructor(mails: MailRegistry) { mails.add(bookingConfirmed) }`.
 */
@Module({
  providers: [MailRegistry, MailTexts, Outbox],
  exports: [MailRegistry, MailTexts, Outbox],
})
export class MessagingModule {}

import { Module } from '@nestjs/common';
import { AccessModule } from '#access';
import { Leases } from './leases.js';
import { MailRegistry } from './mail.registry.js';
import { MailTexts } from './mail.texts.js';
import { Mailbox } from './mailbox.service.js';
import { Messages } from './messages.service.js';
import { Outbox } from './outbox.service.js';
import { Sending } from './sending.service.js';
import { Settling } from './settling.service.js';
import { SmtpPool } from './smtp.pool.js';
import { Suppressions } from './suppression.service.js';
import { Sweeper } from './sweeper.service.js';

/**
 * Writing mails and looking at them. A lib that mails imports this module and adds its mails in its own module's
 * constructor: `constructor(mails: MailRegistry) { mails.add(bookingConfirmed) }`.
 */
@Module({
  imports: [AccessModule],
  providers: [MailRegistry, MailTexts, Outbox, Suppressions, Messages, Mailbox],
  exports: [MailRegistry, MailTexts, Outbox, Suppressions, Messages, Mailbox],
})
export class MessagingModule {}

/** Sending, for the worker: connections to the mail server, leases, sweeps. */
@Module({
  imports: [MessagingModule],
  providers: [Sending, Settling, Leases, SmtpPool, Sweeper],
  exports: [Sending, Sweeper],
})
export class SendingModule {}

import { Module } from '@nestjs/common';
import { AccessModule } from '#access';
import { lanesServices, RestoreWatch } from './lanes/index.js';
import { leavingServices } from './leaving/index.js';
import { Mailbox } from './mailbox/mailbox.service.js';
import { Outbox } from './outbox/outbox.service.js';
import { Messages } from './reading/messages.service.js';
import { Leases } from './sending/leases.js';
import { Sending } from './sending/sending.service.js';
import { Settling } from './sending/settling.service.js';
import { Sweeper } from './sending/sweeper.service.js';
import { SmtpPool } from './smtp/smtp.pool.js';
import { MailRegistry } from './writing/mail.registry.js';
import { MailTexts } from './writing/mail.texts.js';

/**
 * Writing mails and looking at them. A lib that mails imports this module and adds its mails in its own module's
 * constructor: `constructor(mails: MailRegistry) { mails.add(bookingConfirmed) }`.
 */
@Module({
  imports: [AccessModule],
  providers: [MailRegistry, MailTexts, Outbox, ...lanesServices, ...leavingServices, Messages, Mailbox],
  exports: [MailRegistry, MailTexts, Outbox, ...lanesServices, ...leavingServices, Messages, Mailbox],
})
export class MessagingModule {}

/** Sending, for the worker: connections to the mail server, leases, sweeps. */
@Module({
  imports: [MessagingModule],
  providers: [Sending, Settling, Leases, SmtpPool, Sweeper, RestoreWatch],
  exports: [Sending, Sweeper],
})
export class SendingModule {}

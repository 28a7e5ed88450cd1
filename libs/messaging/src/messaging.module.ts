import { Module } from '@nestjs/common';
import { AccessModule } from '#access';
import { contactExports, contactServices } from './contact/index.js';
import { lanesServices, RestoreWatch } from './lanes/index.js';
import { leavingServices } from './leaving/index.js';
import { Mailbox } from './mailbox/mailbox.service.js';
import { Outbox } from './outbox/outbox.service.js';
import { reading, sendingMetrics } from './reading/reading.providers.js';
import { returnsServices } from './returns/index.js';
import { Claiming } from './sending/claiming.service.js';
import { Journal } from './sending/journal.js';
import { Leases } from './sending/leases.js';
import { Sending } from './sending/sending.service.js';
import { Settling } from './sending/settling.service.js';
import { Sweeper } from './sending/sweeper.service.js';
import { Dkim } from './smtp/dkim.js';
import { SmtpPool } from './smtp/smtp.pool.js';
import { Editions } from './writing/edition.service.js';
import { MailRegistry } from './writing/mail.registry.js';
import { MailSources } from './writing/mail.sources.js';
import { PersonalLinks } from './writing/personal-links.js';
import { templateServices } from './writing/templates.js';

/**
 * Writing mails and looking at them. A lib that mails imports this module and adds its mails in its own module's
 * constructor: `constructor(mails: MailRegistry) { mails.add(bookingConfirmed) }`.
 */
@Module({
  imports: [AccessModule],
  providers: [
    ...contactServices,
    MailRegistry,
    MailSources,
    ...templateServices,
    Editions,
    PersonalLinks,
    Outbox,
    ...lanesServices,
    ...leavingServices,
    ...reading,
    Mailbox,
    ...returnsServices,
  ],
  exports: [
    ...contactExports,
    MailRegistry,
    MailSources,
    ...templateServices,
    Editions,
    PersonalLinks,
    Outbox,
    ...lanesServices,
    ...leavingServices,
    ...reading,
    Mailbox,
    ...returnsServices,
  ],
})
export class MessagingModule {}

/** Sending, for the worker: connections to the mail server, leases, sweeps. */
@Module({
  imports: [MessagingModule],
  providers: [
    Sending,
    Claiming,
    Settling,
    Journal,
    Leases,
    Dkim,
    SmtpPool,
    Sweeper,
    RestoreWatch,
    ...sendingMetrics,
  ],
  exports: [Sending, Sweeper],
})
export class SendingModule {}

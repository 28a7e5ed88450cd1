import './messaging.data.js';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessModule } from '#access';
import { ContactPolicyModule } from '#contact-policy';
import { MailTemplatesModule } from '#mail-templates';
import { MailTransportModule } from '#mail-transport';
import { ContactGate } from './contact/contact-gate.service.js';
import { ContactOverrides } from './contact/contact-override.service.js';
import { AreaContactRules } from './contact/contact-rules.service.js';
import { ContactStatuses } from './contact/contact-status.service.js';
import { EmailBlockLookup } from './contact/email-block.service.js';
import { SendingContext } from './contact/sending-context.js';
import { AttemptLog } from './delivery/attempt-log.js';
import { ClaimService } from './delivery/claim.service.js';
import { Attempt, DeliveryEvent, WorkerLease } from './delivery/delivery.entity.js';
import { DeliveryService } from './delivery/delivery.service.js';
import { Leases } from './delivery/leases.js';
import { PoolMetrics } from './delivery/pool-metrics.js';
import { SendMeter } from './delivery/send-meter.js';
import { SettlementService } from './delivery/settlement.service.js';
import { Sweeper } from './delivery/sweeper.service.js';
import {
  MailGuard,
  MailHeartbeat,
  MailPause,
  MailRestore,
  SendRate,
} from './flow-control/flow-control.entity.js';
import { MailPauses } from './flow-control/pauses.service.js';
import { SendRates } from './flow-control/rates.service.js';
import { RestoreGuard } from './flow-control/restore.service.js';
import { RestoreWatch } from './flow-control/restore-watch.service.js';
import { MailHealth } from './health/mail-health.service.js';
import { MailMetrics } from './health/mail-metrics.js';
import { CaughtMail } from './mailbox/caught-mail.entity.js';
import { Mailbox } from './mailbox/mailbox.service.js';
import { MailFacts } from './message/mail-facts.service.js';
import { Message } from './message/message.entity.js';
import { HeldMails } from './messages/held.service.js';
import { MailDetailsLookup } from './messages/mail-details.service.js';
import { MailPeople } from './messages/mail-people.js';
import { MailingTitles } from './messages/mailing-titles.js';
import { Mailings } from './messages/mailings.service.js';
import { Messages } from './messages/messages.service.js';
import { PlannedCount } from './messages/planned-count.service.js';
import { Resend } from './messages/resend.service.js';
import { UnknownMails } from './messages/unknown.service.js';
import { Outbox } from './outbox/outbox.service.js';
import { TemplateTrials } from './trial/template-trial.service.js';
import { Preferences } from './unsubscribe/preference.service.js';
import { SuppressionAdmin } from './unsubscribe/suppression-admin.service.js';
import { UnsubscribeService } from './unsubscribe/unsubscribe.service.js';

const policies = [ContactGate, ContactOverrides, AreaContactRules, ContactStatuses, EmailBlockLookup];
const flowControl = [MailPauses, SendRates, RestoreGuard];
const unsubscribing = [SuppressionAdmin, UnsubscribeService, Preferences];
const log = [
  MailingTitles,
  HeldMails,
  MailDetailsLookup,
  MailPeople,
  Messages,
  PlannedCount,
  Resend,
  Mailings,
  UnknownMails,
];
const services = [
  Outbox,
  ...policies,
  ...flowControl,
  ...unsubscribing,
  ...log,
  MailMetrics,
  MailHealth,
  MailFacts,
  Mailbox,
  TemplateTrials,
];

/** Planning mail and looking at it: the web, and whoever mails. */
@Module({
  imports: [
    TypeOrmModule.forFeature([
      Attempt,
      CaughtMail,
      DeliveryEvent,
      MailHeartbeat,
      MailGuard,
      MailPause,
      MailRestore,
      Message,
      SendRate,
      WorkerLease,
    ]),
    AccessModule,
    ContactPolicyModule,
    MailTemplatesModule,
  ],
  providers: [...services, SendingContext],
  exports: [...services, ContactPolicyModule, MailTemplatesModule],
})
export class MessagingModule {}

/** Sending, for the worker: connections to the mail server, leases, sweeps. */
@Module({
  imports: [MessagingModule, MailTransportModule],
  providers: [
    ClaimService,
    AttemptLog,
    Leases,
    PoolMetrics,
    RestoreWatch,
    SendMeter,
    DeliveryService,
    SettlementService,
    Sweeper,
  ],
  exports: [DeliveryService, Sweeper],
})
export class SendingModule {}

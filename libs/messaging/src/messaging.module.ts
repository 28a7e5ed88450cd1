import { Module } from '@nestjs/common';
import { AccessModule } from '#access';
import { ContactPolicyModule } from '#contact-policy';
import { MailTemplatesModule } from '#mail-templates';
import { MailTransportModule } from '#mail-transport';
import { ContactGate } from './contact/contact-gate.service.js';
import { ContactOverrides } from './contact/contact-override.service.js';
import { ContactRulesOfArea } from './contact/contact-rules.service.js';
import { ContactStandings } from './contact/contact-status.service.js';
import { EmailStandings } from './contact/email-block.service.js';
import { ContactSurroundings } from './contact/sending-context.js';
import { Journal } from './delivery/attempt-log.js';
import { Claiming } from './delivery/claim.service.js';
import { Sending } from './delivery/delivery.service.js';
import { Leases } from './delivery/leases.js';
import { PoolMetrics } from './delivery/pool-metrics.js';
import { SendMeter } from './delivery/send-meter.js';
import { Settling } from './delivery/settlement.service.js';
import { Sweeper } from './delivery/sweeper.service.js';
import { Pauses } from './flow-control/pauses.service.js';
import { Rates } from './flow-control/rates.service.js';
import { Restore } from './flow-control/restore.service.js';
import { RestoreWatch } from './flow-control/restore-watch.service.js';
import { MailStanding } from './health/mail-health.service.js';
import { MailMetrics } from './health/mail-metrics.js';
import { Mailbox } from './mailbox/mailbox.service.js';
import { HeldMails } from './messages/held.service.js';
import { MailDetailsOf } from './messages/mail-details.service.js';
import { MailPeople } from './messages/mail-people.js';
import { CampaignTitles } from './messages/mailing-titles.js';
import { Sendings } from './messages/mailings.service.js';
import { Messages } from './messages/messages.service.js';
import { PlannedCount } from './messages/planned-count.service.js';
import { Resend } from './messages/resend.service.js';
import { Unknowns } from './messages/unknown.service.js';
import { Outbox } from './outbox/outbox.service.js';
import { TemplateTrials } from './trial/template-trial.service.js';
import { Preferences } from './unsubscribe/preference.service.js';
import { Blocked } from './unsubscribe/suppression-admin.service.js';
import { Leaving } from './unsubscribe/unsubscribe.service.js';

const policies = [ContactGate, ContactOverrides, ContactRulesOfArea, ContactStandings, EmailStandings];
const flowControl = [Pauses, Rates, Restore];
const unsubscribing = [Blocked, Leaving, Preferences];
const log = [
  CampaignTitles,
  HeldMails,
  MailDetailsOf,
  MailPeople,
  Messages,
  PlannedCount,
  Resend,
  Sendings,
  Unknowns,
];
const services = [
  Outbox,
  ...policies,
  ...flowControl,
  ...unsubscribing,
  ...log,
  MailMetrics,
  MailStanding,
  Mailbox,
  TemplateTrials,
];

/** Planning mail and looking at it: the web, and whoever mails. */
@Module({
  imports: [AccessModule, ContactPolicyModule, MailTemplatesModule],
  providers: [...services, ContactSurroundings],
  exports: [...services, ContactPolicyModule, MailTemplatesModule],
})
export class MessagingModule {}

/** Sending, for the worker: connections to the mail server, leases, sweeps. */
@Module({
  imports: [MessagingModule, MailTransportModule],
  providers: [Claiming, Journal, Leases, PoolMetrics, RestoreWatch, SendMeter, Sending, Settling, Sweeper],
  exports: [Sending, Sweeper],
})
export class SendingModule {}

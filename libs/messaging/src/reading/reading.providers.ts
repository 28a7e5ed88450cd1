import { CampaignTitles } from './campaign-titles.js';
import { HeldMails } from './held.service.js';
import { MailDetailsOf } from './mail-details.service.js';
import { MailMetrics } from './mail-metrics.js';
import { MailPeople } from './mail-people.js';
import { MailStanding } from './mail-standing.service.js';
import { Messages } from './messages.service.js';
import { PlannedCount } from './planned-count.service.js';
import { PoolMetrics } from './pool-metrics.js';
import { Resend } from './resend.service.js';
import { SendMeter } from './send-meter.js';
import { Sendings } from './sendings.service.js';
import { Unknowns } from './unknown.service.js';

/** What staff's pages of mail stand on, and what both programs tell of it in figures. */
export const reading = [
  Messages,
  MailDetailsOf,
  MailPeople,
  CampaignTitles,
  Sendings,
  Unknowns,
  HeldMails,
  Resend,
  MailStanding,
  PlannedCount,
  MailMetrics,
];
/** What only a worker measures. */
export const sendingMetrics = [SendMeter, PoolMetrics];

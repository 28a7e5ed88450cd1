import { CampaignTitles } from './campaign-titles.js';
import { MailStanding } from './mail-standing.service.js';
import { Messages } from './messages.service.js';
import { Resend } from './resend.service.js';
import { Sendings } from './sendings.service.js';
import { Unknowns } from './unknown.service.js';

/** What staff's pages of mail stand on. */
export const reading = [Messages, CampaignTitles, Sendings, Unknowns, Resend, MailStanding];

import { periodShortened } from '../mails/period-shortened/mail.js';
import { retentionAnnounced } from '../mails/retention-announced/mail.js';

/** Every mail of this lib. */
export const retentionMails = { periodShortened, retentionAnnounced };

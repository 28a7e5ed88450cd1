import { retentionAnnounced } from '../mails/retention-announced/mail.js';

/** Every mail of this lib. */
export const retentionMails = { retentionAnnounced };

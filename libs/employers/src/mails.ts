import { proposalDecided } from '../mails/proposal-decided/mail.js';

/** Every mail of this lib. */
export const employersMails = { proposalDecided };

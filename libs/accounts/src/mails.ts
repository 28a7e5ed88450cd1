import { accountChanged } from '../mails/account-changed/mail.js';
import { invitation } from '../mails/invitation/mail.js';
import { peopleChanged } from '../mails/people-changed/mail.js';
import { signInLink } from '../mails/sign-in-link/mail.js';

/** Every mail of this lib. */
export const accountsMails = { accountChanged, invitation, peopleChanged, signInLink };

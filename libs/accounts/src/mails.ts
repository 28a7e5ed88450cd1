import { accountChanged } from '../mails/account-changed/mail.js';
import { accountIdle } from '../mails/account-idle/mail.js';
import { administratorAsked } from '../mails/administrator-asked/mail.js';
import { invitation } from '../mails/invitation/mail.js';
import { newAddress } from '../mails/new-address/mail.js';
import { peopleChanged } from '../mails/people-changed/mail.js';
import { secondFactorLost } from '../mails/second-factor-lost/mail.js';
import { signInLink } from '../mails/sign-in-link/mail.js';

/** Every mail of this lib. */
export const accountsMails = {
  accountChanged,
  accountIdle,
  administratorAsked,
  invitation,
  newAddress,
  peopleChanged,
  secondFactorLost,
  signInLink,
};

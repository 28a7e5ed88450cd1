import { createHmac } from 'node:crypto';

/**
 * How an installation's trial mailbox greets, so that nobody takes another installation's for their own: on one machine
 * both would like the same port.
 */
export const mailboxMark = (secret: string): string =>
  `trial-mailbox-${createHmac('sha256', secret).update('trial-mailbox').digest('hex').slice(0, 24)}`;

/**
 * mail-transport: from a mail's content to a mail server's answer. Owns the MIME message, DKIM, the SMTP dialogue and its
 * pool of connections, and the form of return addresses (VERP). It must not know any table, template or recipient's wish:
 * it takes plain data and gives back what the server said.
 */

export { Dkim, dkimKey, dkimRecord } from './dkim.js';
export { MailTransportModule } from './mail-transport.module.js';
export { mailboxMark } from './mailbox-mark.js';
export {
  type EncodedSegment,
  encodeSegments,
  fillSegments,
  type Segment,
  type TemplateValues,
} from './mime-encoding.js';
export { type MailCalendar, type MailFile, type MimeMessage, writeMimeMessage } from './mime-message.js';
export { SmtpPool } from './smtp.pool.js';
export { type DeliveryResult, deliveryResult } from './smtp.rules.js';
export { bounceAddress, tokensIn } from './verp.rules.js';

import { readSettings } from '#platform';
import type { OutgoingMessage } from '../../../libs/mail-transport/src/smtp.envelope.js';
import { SmtpPool } from '../../../libs/mail-transport/src/smtp.pool.js';
import type { SmtpResult } from '../../../libs/mail-transport/src/smtp.rules.js';

/** Connections to a mail server, as a worker holds them; quick to lose patience. */
export function poolTo(smtpUrl: string, env: Record<string, string> = {}): SmtpPool {
  const pool = new SmtpPool(readSettings({ SMTP_URL: smtpUrl, ...env }));
  Object.assign(pool.patience, { connect: 2_000, reply: 2_000, dot: 2_000 });
  return pool;
}

let number = 0;

/** A mail as the sender hands it over; `asked` counts how often it was asked for leave. */
export function parcelTo(
  to: string,
  more: Partial<OutgoingMessage> = {},
): OutgoingMessage & { asked: number } {
  const id = `${++number}@example.org`;
  const parcel = {
    from: 'network+b-token@example.org',
    to,
    host: to.slice(to.lastIndexOf('@') + 1),
    raw: Buffer.from(
      `Message-ID: <${id}>\r\nSubject: Hello\r\n\r\nA line.\r\n${'And another one.\r\n'.repeat(500)}`,
    ),
    asked: 0,
    mayLeave: async () => {
      parcel.asked++;
      return true;
    },
    ...more,
  };
  return parcel;
}

/** A result without the words that depend on how the operating system tells of an end. */
export const inShort = (result: SmtpResult): string =>
  result.kind === 'refused'
    ? `refused, ${result.stage}: ${result.text.replaceAll('\n', ' / ')}`
    : result.kind === 'silent'
      ? `silent, ${result.reached}`
      : result.kind === 'accepted'
        ? `accepted: ${result.text}`
        : result.kind;

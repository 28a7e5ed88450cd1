import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import type { MailArea } from '../mail-area.store.js';
import type { MailCalendar } from '../writing/mail.js';
import type { Claimed } from './claim.store.js';

/** What a mail is put together from. */
export interface Letter {
  message: Claimed;
  area: MailArea;
  /** Sender address of all mail. */
  from: string;
  subject: string;
  html: string;
  text: string;
  calendar: MailCalendar | undefined;
}

/**
 * The whole mail as bytes (RFC 5322): plain text, HTML and, last among the alternatives, the calendar part, whose
 * Content-Type names the method. Message-ID and Date are the row's, so every attempt hands over the same mail.
 */
export function compose(letter: Letter): Promise<Buffer> {
  const { message, area } = letter;
  return new Promise((resolve, reject) => {
    new MailComposer({
      from: { name: area.network, address: letter.from },
      to: { name: message.recipientName, address: message.address },
      ...(area.replyTo ? { replyTo: area.replyTo } : {}),
      subject: letter.subject,
      messageId: message.messageId,
      date: message.datedAt,
      headers: { 'Auto-Submitted': 'auto-generated' },
      text: letter.text,
      html: letter.html,
      ...(letter.calendar
        ? {
            icalEvent: {
              method: letter.calendar.method,
              content: letter.calendar.ics,
              filename: letter.calendar.method === 'CANCEL' ? 'cancelled.ics' : 'calendar.ics',
            },
          }
        : {}),
      disableFileAccess: true,
      disableUrlAccess: true,
    })
      .compile()
      .build((error, raw) => (error ? reject(error) : resolve(raw)));
  });
}

/** Envelope sender that names the mail: `network+b-<token>@example.org` (VERP). */
export function bounceAddress(from: string, verpToken: string): string {
  const at = from.lastIndexOf('@');
  return `${from.slice(0, at)}+b-${verpToken}${from.slice(at)}`;
}

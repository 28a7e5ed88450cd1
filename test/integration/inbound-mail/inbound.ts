import { randomBytes } from 'node:crypto';
import { Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { InboundMailModule } from '#inbound-mail';
import { newId, PlatformModule, readSettings } from '#platform';
import { PublicPagesModule } from '../../../apps/public-pages.js';
import { MailboxReader } from '../../../apps/worker/src/messaging/mailbox-reader.js';
import type { TestWorld } from '../../support/database.js';

/** The parts of the worker that take returned mail, on a test's database. `env`: settings on top of the test's own. */
export async function returnsOn(world: TestWorld, env: Record<string, string> = {}, libs: Type[] = []) {
  const settings = readSettings({ ...world.env, LOG_LEVEL: 'silent', ...env });
  @Module({
    imports: [PlatformModule.forRoot('test', settings), PublicPagesModule, InboundMailModule, ...libs],
    providers: [MailboxReader],
  })
  class TestModule {}
  const app = await NestFactory.createApplicationContext(TestModule, { logger: false, abortOnError: false });
  return {
    settings,
    get: <T>(service: Type<T>): T => app.get(service, { strict: false }),
    close: () => app.close(),
  };
}

/** A mail of ours that was handed over, as its row stands. */
export interface SentMail {
  id: string;
  token: string;
  address: string;
  messageId: string;
  areaId: string;
}

/** Writes the row of a mail that was handed over; `more`: other columns. */
export async function sentMail(
  world: TestWorld,
  address: string,
  more: Record<string, unknown> = {},
): Promise<SentMail> {
  const id = newId();
  const token = randomBytes(12).toString('hex');
  const messageId = `<${id}@localhost.example>`;
  const row = {
    id,
    area_id: world.areaId,
    send_key: `test:${id}`,
    message_id: messageId,
    verp_token: token,
    address,
    recipient_name: 'Robin Example',
    purpose: 'invitation',
    template: 'test.letter',
    template_version: 1,
    data: '{}',
    subject: 'A question for Robin Example',
    cause: 'Because a test says so.',
    state: 'sent',
    attempts: 1,
    created_at: world.clock.now(),
    settled_at: world.clock.now(),
    ...more,
  };
  const names = Object.keys(row);
  await world.owner(
    `INSERT INTO message (${names.join(', ')}) VALUES (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
    Object.values(row),
  );
  return { id, token, address, messageId, areaId: String(row.area_id) };
}

/** The address a mail's report comes to. */
export const returnAddress = (mail: Pick<SentMail, 'token'>): string =>
  `network+b-${mail.token}@localhost.example`;

let n = 0;

/** A report by RFC 3464. `to`: where it comes to; `about`: the recipient it names; `copy`: header of the mail that came back. */
export function report(options: {
  to?: string;
  about: string;
  status?: string;
  action?: string;
  said?: string;
  copy?: string;
  text?: string;
}): Buffer {
  const { to = 'network@localhost.example', about, status = '5.1.1', action = 'failed' } = options;
  const said = options.said ?? '550 5.1.1 User unknown';
  return Buffer.from(
    [
      'From: MAILER-DAEMON@mx.example.net (Mail Delivery System)',
      `To: ${to}`,
      `Message-ID: <report-${++n}-${Math.random()}@mx.example.net>`,
      'Subject: Undelivered Mail Returned to Sender',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      '',
      options.text ?? `This is the mail system at mx.example.net. <${about}>: ${said}`,
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example.net',
      '',
      `Final-Recipient: rfc822; ${about}`,
      `Action: ${action}`,
      `Status: ${status}`,
      `Diagnostic-Code: smtp; ${said}`,
      '',
      ...(options.copy ? ['--b', 'Content-Type: text/rfc822-headers', '', options.copy, ''] : []),
      '--b--',
      '',
    ].join('\r\n'),
  );
}

/** A full mailbox. */
export const full = (to: string, about: string): Buffer =>
  report({ to, about, status: '5.2.2', said: '552 5.2.2 Mailbox is full' });

/** A complaint by RFC 5965. */
export const complaint = (to: string, about: string): Buffer =>
  Buffer.from(
    `From: feedback@isp.example\r\nTo: ${to}\r\nSubject: FW: A question\r\nMessage-ID: <c${++n}@isp.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nThis is an email abuse report.\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: SomeGenerator/1.0\r\nVersion: 1\r\nOriginal-Rcpt-To: <${about}>\r\n\r\n--b--\r\n`,
  );

/** What a mail program sends when its owner unsubscribes by mail. */
export const asksToLeave = (to: string, from: string): Buffer =>
  Buffer.from(
    `From: ${from}\r\nTo: ${to}\r\nSubject: unsubscribe\r\nMessage-ID: <u${++n}@${from.split('@')[1]}>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nunsubscribe\r\n`,
  );

/** An automatic reply. */
export const autoReply = (to: string, from: string, words: string): Buffer =>
  Buffer.from(
    `From: ${from}\r\nTo: ${to}\r\nSubject: Automatic reply: A question for Robin Example\r\nMessage-ID: <a${++n}@${from.split('@')[1]}>\r\nAuto-Submitted: auto-replied\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${words}\r\n`,
  );

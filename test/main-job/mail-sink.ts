import { setTimeout as sleep } from 'node:timers/promises';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface Letter {
  to: string[];
  messageId: string;
  mail: ParsedMail;
}

/** A mail server that keeps what it accepts, a given time after the final dot. */
export class MailSink {
  readonly letters: Letter[] = [];
  /** Milliseconds between the final dot and the 250. */
  delay = 0;
  private readonly server: SMTPServer;

  constructor() {
    this.server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      onData: async (stream, session, callback) => {
        const parts: Buffer[] = [];
        try {
          for await (const part of stream) parts.push(part as Buffer);
        } catch {
          return; // closed before the final dot: nothing was accepted
        }
        if (this.delay) await sleep(this.delay);
        const mail = await simpleParser(Buffer.concat(parts));
        this.letters.push({
          to: session.envelope.rcptTo.map((r) => r.address.toLowerCase()),
          messageId: mail.messageId ?? '',
          mail,
        });
        callback();
      },
    });
    this.server.on('error', () => undefined); // a sender that was killed
  }

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return `smtp://127.0.0.1:${(this.server.server.address() as { port: number }).port}`;
  }

  close(): Promise<void> {
    return new Promise((done) => this.server.close(() => done()));
  }

  /** Letters to an address whose subject fits, oldest first. */
  to(address: string, subject: RegExp = /./): Letter[] {
    return this.letters.filter(
      (l) => l.to.includes(address.toLowerCase()) && subject.test(l.mail.subject ?? ''),
    );
  }

  count(subject: RegExp): number {
    return this.letters.filter((l) => subject.test(l.mail.subject ?? '')).length;
  }

  /** Waits until the predicate holds; throws with what it waited for after so many seconds. */
  async until(what: string, holds: () => boolean | Promise<boolean>, seconds = 60): Promise<void> {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(50))
      if (await holds()) return;
    throw new Error(`Waited ${seconds} s for ${what}`);
  }
}

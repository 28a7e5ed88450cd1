import { connect } from 'node:net';
import { Inject, Injectable, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { mailboxMark } from '#mail-transport';
import { Mailbox } from '#messaging';
import { errorForLog, LOG, type Log, Settings, SettingsError } from '#platform';

/** Largest mail the mailbox takes, bytes. */
const LARGEST = 20 * 1024 * 1024;
/** Another web process of the same installation may have the port; when it ends, this one takes over. */
const RETRY_MS = 5_000;
/** How long whoever has the port may take to say who it is. */
const GREETING_MS = 2_000;

/** Takes in all mail on the loopback while no mail server is set, so that trying the program out writes to nobody. */
@Injectable()
export class MailboxCatcher implements OnApplicationBootstrap, OnModuleDestroy {
  private server: SMTPServer | undefined;
  private timer: NodeJS.Timeout | undefined;
  private told = false;

  constructor(
    private readonly settings: Settings,
    private readonly mailbox: Mailbox,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Throws SettingsError where the port is another program's: mail of this one must never end up there. */
  async onApplicationBootstrap(): Promise<void> {
    if (this.settings.smtpUrl) return;
    await this.listen();
    const { mailboxPort, secret } = this.settings;
    if (this.server || (await greeting(mailboxPort)).includes(mailboxMark(secret))) return;
    clearTimeout(this.timer);
    throw new SettingsError([
      {
        setting: 'MAILBOX_PORT',
        should: `should be another port: something else on this machine has ${mailboxPort}, perhaps a second trial of this program`,
      },
    ]);
  }

  private listen(): Promise<void> {
    const server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      size: LARGEST,
      closeTimeout: 1_000,
      banner: 'Mindful Employer CRM, trial mailbox',
      heloResponse: `%s ${mailboxMark(this.settings.secret)}`,
      onData: (stream, session, callback) => {
        this.take(stream, session.envelope).then(
          () => callback(),
          (error: unknown) => {
            this.log.error({ err: errorForLog(error) }, 'mailbox could not keep a mail');
            callback(Object.assign(new Error('4.3.0 Could not be kept'), { responseCode: 451 }));
          },
        );
      },
    });
    return new Promise((resolve) => {
      server.on('error', (error: NodeJS.ErrnoException) => {
        if (this.server === server) return; // one sender's trouble
        this.later(error);
        resolve();
      });
      server.listen(this.settings.mailboxPort, '127.0.0.1', () => {
        this.server = server;
        this.log.info({ port: this.settings.mailboxPort }, 'mailbox open');
        resolve();
      });
    });
  }

  private later(error: NodeJS.ErrnoException): void {
    if (!this.told)
      this.log.warn(
        { port: this.settings.mailboxPort, code: error.code },
        'mailbox port is taken; another web process may have it',
      );
    this.told = true;
    this.timer = setTimeout(() => void this.listen(), RETRY_MS);
    this.timer.unref();
  }

  private async take(
    stream: NodeJS.ReadableStream,
    envelope: { mailFrom: false | { address: string }; rcptTo: { address: string }[] },
  ): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of stream) parts.push(part as Buffer);
    const raw = Buffer.concat(parts);
    const { subject } = await simpleParser(raw, { skipHtmlToText: true, skipTextToHtml: true });
    await this.mailbox.keep({
      from: envelope.mailFrom ? envelope.mailFrom.address : '',
      to: envelope.rcptTo.map((one) => one.address),
      subject: subject ?? '',
      raw,
    });
  }

  onModuleDestroy(): Promise<void> {
    clearTimeout(this.timer);
    const server = this.server;
    return server ? new Promise((resolve) => server.close(() => resolve())) : Promise.resolve();
  }
}

/** What the program that has a port of this machine says to EHLO; empty where it says nothing. */
const greeting = (port: number): Promise<string> =>
  new Promise((resolve) => {
    let said = '';
    const socket = connect(port, '127.0.0.1');
    const end = () => {
      socket.destroy();
      resolve(said);
    };
    socket.setTimeout(GREETING_MS, end);
    socket.on('error', end);
    socket.on('close', end);
    socket.on('data', (part: Buffer) => {
      if (!said) socket.write('EHLO localhost\r\n');
      said = (said + part.toString()).slice(-2_000);
      if (/^250 /m.test(said)) end();
    });
  });

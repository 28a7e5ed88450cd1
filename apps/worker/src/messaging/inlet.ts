import { createHash } from 'node:crypto';
import { BeforeApplicationShutdown, Inject, Injectable, OnApplicationBootstrap } from '@nestjs/common';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { InboundMailService, MOST_BYTES } from '#inbound-mail';
import { errorForLog, LOG, type Log, Settings } from '#platform';

const CLIENTS = 20;
const RECIPIENTS = 50;
const SILENCE_MS = 60_000;
/** Largest mail to the plain sender address, which anybody may know: a report names the mail it is about. */
const MOST_PLAIN_BYTES = 1024 * 1024;

/**
 * Takes returned mail by SMTP, for mail servers that are told to hand it over here. It relays nothing: only the return
 * addresses of mails that have gone and the plain sender address are taken, of the latter nothing large, and "250" is said once the mail is written down. Of several workers on one machine the one that
 * has the port listens; the others try for it.
 */
@Injectable()
export class Inlet implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private server: SMTPServer | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly settings: Settings,
    private readonly inbound: InboundMailService,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.inletPort) void this.listen(this.settings.inletPort);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    const server = this.server;
    if (server) await new Promise<void>((done) => server.close(done));
  }

  /** Whether this process has the port. */
  get listening(): boolean {
    return this.server !== undefined;
  }

  private async listen(port: number): Promise<void> {
    const server = this.make();
    try {
      await new Promise<void>((done, fail) => {
        server.once('error', fail);
        server.listen(port, this.settings.inletHost, done);
      });
    } catch (error) {
      const taken = (error as { code?: string }).code === 'EADDRINUSE';
      if (!taken)
        this.log.warn({ err: errorForLog(error), port }, 'the inlet of returned mail cannot listen');
      if (!this.stopped)
        this.timer = setTimeout(() => void this.listen(port), this.settings.sweepSeconds * 1000);
      return;
    }
    server.on('error', (error) => this.log.debug({ err: errorForLog(error) }, 'inlet connection'));
    this.server = server;
    this.log.info({ port }, 'the inlet takes returned mail');
  }

  private make(): SMTPServer {
    return new SMTPServer({
      name: this.settings.mailFrom.split('@')[1],
      banner: 'returned mail only',
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      size: MOST_BYTES,
      maxClients: CLIENTS,
      socketTimeout: SILENCE_MS,
      closeTimeout: 5_000,
      logger: false,
      onRcptTo: (address, session, done) => {
        if (session.envelope.rcptTo.length >= RECIPIENTS)
          return done(refused(452, '4.5.3 Too many recipients'));
        this.inbound.knows(address.address).then(
          (known) => done(known ? null : refused(550, '5.7.1 This server takes returned mail only')),
          (error: unknown) => {
            this.log.warn({ err: errorForLog(error) }, 'the inlet could not look an address up');
            done(refused(451, '4.3.0 Try again later'));
          },
        );
      },
      onData: (stream, session, done) => {
        this.take(stream, session).then(
          () => done(null, '2.0.0 Taken'),
          (error: unknown) => done(error instanceof Error ? error : new Error('unknown')),
        );
      },
    });
  }

  private async take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
    // A report comes to one address; of several the one that names a mail counts.
    const plain = this.settings.mailFrom.toLowerCase();
    const addresses = session.envelope.rcptTo.map(({ address }) => address);
    const own = addresses.find((address) => address.toLowerCase() !== plain);
    const to = own ?? addresses[0]!;
    const most = own ? MOST_BYTES : MOST_PLAIN_BYTES;
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of stream as AsyncIterable<Buffer>) {
      size += part.length;
      if (size <= most) parts.push(part);
      else parts.length = 0;
    }
    if (size > most || stream.sizeExceeded) throw refused(552, `5.3.4 Larger than ${most / 1024 / 1024} MB`);
    const raw = Buffer.concat(parts);
    const eventId = createHash('sha256').update(to.toLowerCase()).update(raw).digest('hex');
    try {
      await this.inbound.ingest('inlet', eventId, raw, to);
    } catch (error) {
      this.log.warn({ err: errorForLog(error) }, 'a returned mail could not be written down');
      throw refused(451, '4.3.0 Try again later');
    }
  }
}

function refused(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}

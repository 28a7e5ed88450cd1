import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { behaviour, odd, refusal, refusalsAfterDot, refusalsAtData, refusalsAtRcpt } from './smtp-script.js';

/** A mail the server took: from then on it is delivered, whatever the sender heard. */
export interface Accepted {
  from: string;
  to: string;
  messageId: string;
  raw: string;
}

interface Connection {
  session: SMTPServerSession;
  _socket: { destroy(): void; write(text: string): void; end(text: string): void };
  _nextHandler: ((command: Buffer, callback: () => void) => void) | false;
  handler_DATA?: (command: string, callback: () => void) => void;
  send(code: number, text: string): void;
}

export interface ScriptedOptions {
  /** false: EHLO does not name PIPELINING. */
  pipelining?: boolean;
  /** Other words that EHLO leaves out. */
  without?: ('SMTPUTF8' | '8BITMIME')[];
  /** Bytes of the largest mail, as EHLO says. */
  size?: number;
  /** Never greets. */
  silentBanner?: boolean;
  /** PEM. `implicit`: from the first byte on, as behind smtps://; otherwise STARTTLS is offered. */
  tls?: { key: string; cert: string; implicit?: boolean };
  /** Asks for this user and password before it takes mail. */
  auth?: { user: string; pass: string };
}

/**
 * A mail server that behaves by the local part of the recipient (what stands before a dot or a plus), at MAIL by that of
 * the sender:
 *
 * | local part | what it does |
 * |---|---|
 * | sender `mail4xx` `mail5xx` `mail421` | 451, 550, 421 to MAIL |
 * | sender `maillies` | 550 to MAIL, and 354 to DATA all the same |
 * | `greylist` | 451 to the first RCPT, then takes it |
 * | `rcpt4xx` `rcpt5xx` `nouser` `full` | 450, 550 5.7.1, 550 5.1.1, 552 5.2.2 to RCPT |
 * | `rcpt421` | 421 to RCPT, and closes |
 * | `rcptlies` | 550 to RCPT, and 354 to DATA all the same |
 * | `dropatrcpt` | closes when RCPT comes |
 * | `data4xx` `data5xx` `data421` | 451, 554, 421 to DATA |
 * | `data250` | 250 to DATA, which no server may say |
 * | `dropbeforedata` | closes when DATA comes |
 * | `drop354` | says 354, closes a moment later without reading |
 * | `drop354once` | says 354 and closes in the same breath the first time, then takes it |
 * | `early` | says 354 and 250 in the same breath, before any mail came |
 * | `dropmid` | closes in the middle of the mail |
 * | `dropkept` `droplost` | closes after the final dot without an answer, having taken the mail or not |
 * | `dot4xx` `dot5xx` `dotnouser` `dot421` | 451, 554, 550 5.1.1, 421 after the final dot |
 * | `dotodd` | 451 after the final dot, with a NUL in its words |
 * | `dotlines` | 554 in three lines after the final dot |
 * | `flood` `babble` | to RCPT: megabytes without a line end; answers that go on for ever |
 * | `garbled` `twice` `mixed` | to RCPT: no SMTP; two answers at once; an answer whose lines disagree |
 * | `slow` `slowrcpt` | answers after `slowMs`: the final dot, or RCPT |
 * | `tarpit` | answers MAIL (as a sender), RCPT, DATA and the final dot after `slowMs` each |
 * | anything at `slowhost.…` | answers RCPT after `slowHostMs` |
 * | anything else | takes it |
 *
 * `greeting` and `mailFrom` refuse earlier, `afterDot` later, for everybody; ScriptedOptions say how it greets.
 */
export class ScriptedSmtp {
  readonly accepted: Accepted[] = [];
  /** Tries per recipient that got as far as RCPT. */
  readonly tries = new Map<string, number>();
  connected = 0;
  /** Names that somebody tried to sign in with. */
  readonly logins: string[] = [];
  /** Whether mail came by TLS. */
  readonly secure = new Set<boolean>();
  /** What came after a 354 that was a lie. */
  readonly afterLies: string[] = [];
  /** Refuse everybody when they connect; every sender; every mail after its final dot. */
  greeting: { code: number; text: string } | undefined;
  mailFrom: { code: number; text: string } | undefined;
  afterDot: { code: number; text: string } | undefined;
  slowMs = 300;
  slowHostMs = 5_000;
  /** Milliseconds every mail takes between the final dot and the answer. */
  paceMs = 0;
  /** Connections at the same time; more are refused. */
  atMost = Infinity;
  private readonly server: SMTPServer;
  private readonly scheme: string;

  constructor({ pipelining = true, without = [], size, silentBanner, tls, auth }: ScriptedOptions = {}) {
    this.scheme = tls?.implicit ? 'smtps' : 'smtp';
    this.server = new SMTPServer({
      disabledCommands: [...(auth ? [] : ['AUTH']), ...(tls ? [] : ['STARTTLS'])],
      ...(tls && { key: tls.key, cert: tls.cert, secure: tls.implicit ?? false }),
      hidePIPELINING: !pipelining,
      hideSMTPUTF8: without.includes('SMTPUTF8'),
      hide8BITMIME: without.includes('8BITMIME'),
      ...(size && { size }),
      allowInsecureAuth: true,
      disableReverseLookup: true,
      onConnect: (_, callback) => {
        this.connected++;
        const full = this.connections.size > this.atMost && { code: 421, text: '4.7.0 Too many connections' };
        const no = this.greeting ?? (full || undefined);
        if (!silentBanner) callback(no && refusal(no.code, no.text));
      },
      onAuth: ({ username, password }, _, callback) => {
        this.logins.push(username ?? '');
        if (username === auth?.user && password === auth?.pass) callback(null, { user: username });
        else callback(refusal(535, '5.7.8 Wrong password'));
      },
      onMailFrom: (address, session, callback) => {
        this.secure.add(session.secure);
        const answer = () => callback(this.atMail(address.address, session));
        if (behaviour(address.address) === 'tarpit') setTimeout(answer, this.slowMs);
        else answer();
      },
      onRcptTo: (address, session, callback) => {
        const answer = () => this.atRcpt(address.address, session, callback);
        const does = behaviour(address.address);
        if (does === 'slowrcpt' || does === 'tarpit') setTimeout(answer, this.slowMs);
        else if (address.address.includes('@slowhost.')) setTimeout(answer, this.slowHostMs).unref();
        else answer();
      },
      onData: (stream, session, callback) => void this.atData(stream, session, callback),
    });
    this.server.on('error', () => undefined); // a sender that was killed, or dropped by the script
  }

  /** Listens on a free port; its address as for SMTP_URL. */
  async listen(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return `${this.scheme}://127.0.0.1:${(this.server.server.address() as { port: number }).port}`;
  }

  close(): Promise<void> {
    for (const connection of this.connections) connection._socket.destroy();
    return new Promise((done) => this.server.close(() => done()));
  }

  /** Mails that were taken for this address. */
  to(address: string): Accepted[] {
    return this.accepted.filter((mail) => mail.to === address);
  }

  private get connections(): Set<Connection> {
    return (this.server as unknown as { connections: Set<Connection> }).connections;
  }

  private connection(session: SMTPServerSession): Connection | undefined {
    return [...this.connections].find((one) => one.session.id === session.id);
  }

  private atMail(address: string, session: SMTPServerSession): Error | undefined {
    if (this.mailFrom) return refusal(this.mailFrom.code, this.mailFrom.text);
    switch (behaviour(address)) {
      case 'mail4xx':
        return refusal(451, '4.3.0 No sender now');
      case 'mail5xx':
        return refusal(550, '5.7.1 Not this sender');
      case 'mail421':
        return refusal(421, '4.3.2 Closing down');
      case 'maillies':
        this.lieAtData(this.connection(session)!);
        return refusal(550, '5.7.1 Not this sender');
      default:
        return undefined;
    }
  }

  private atRcpt(
    address: string,
    session: SMTPServerSession,
    callback: (error?: Error | null) => void,
  ): void {
    const tries = (this.tries.get(address) ?? 0) + 1;
    this.tries.set(address, tries);
    const connection = this.connection(session);
    if (!connection) return; // left meanwhile
    const socket = connection._socket;
    const does = behaviour(address);
    const oddly = odd[does];
    if (oddly) {
      socket.write(oddly);
      // It goes on for as long as somebody listens.
      if (does === 'flood' || does === 'babble')
        for (let n = 0; n < 4; n++) socket.write(oddly.repeat(1_000));
      return;
    }
    const no = refusalsAtRcpt[does];
    if (no && (does !== 'greylist' || tries === 1)) {
      if (does === 'rcptlies') this.lieAtData(connection);
      if (does === 'rcpt421') setTimeout(() => socket.destroy(), 20);
      callback(refusal(...no));
    } else if (does === 'dropatrcpt') {
      socket.destroy();
    } else {
      this.scriptData(connection, does, tries);
      callback();
    }
  }

  /** What happens at the DATA command that follows. */
  private scriptData(connection: Connection, does: string, tries: number): void {
    const socket = connection._socket;
    const no = refusalsAtData[does];
    if (no) {
      this.atDataCommand(connection, (done) => {
        connection.send(...no);
        done();
      });
    } else if (does === 'dropbeforedata') {
      this.atDataCommand(connection, () => socket.destroy());
    } else if (does === 'drop354') {
      this.atDataCommand(connection, () => {
        socket.write('354 Go on\r\n');
        setTimeout(() => socket.destroy(), 300);
      });
    } else if (does === 'drop354once' && tries === 1) {
      this.atDataCommand(connection, () => socket.end('354 Go on\r\n'));
    } else if (does === 'early') {
      this.atDataCommand(connection, () => socket.write('354 Go on\r\n250 2.0.0 Thank you\r\n'));
    } else if (does === 'tarpit') {
      this.atDataCommand(connection, (done, own) => setTimeout(() => own(done), this.slowMs));
    }
  }

  /** Once, instead of what the server does at DATA, which is `own`. */
  private atDataCommand(
    connection: Connection,
    act: (done: () => void, own: (done: () => void) => void) => void,
  ): void {
    connection.handler_DATA = (command, callback) => {
      delete connection.handler_DATA;
      act(callback, (done) => connection.handler_DATA!(command, done));
    };
  }

  /** Asks for a mail that nobody may send it, and keeps what it gets instead. */
  private lieAtData(connection: Connection): void {
    // Without PIPELINING nobody says DATA after a refusal.
    if (this.server.options['hidePIPELINING' as never]) return;
    this.atDataCommand(connection, (done) => {
      connection._socket.write('354 Go on\r\n');
      connection._nextHandler = (command, next) => {
        this.afterLies.push(command.toString());
        connection.send(250, '2.0.0 Thank you for nothing');
        next();
      };
      done();
    });
  }

  private async atData(
    stream: AsyncIterable<Buffer>,
    session: SMTPServerSession,
    callback: (error?: Error | null, text?: string) => void,
  ): Promise<void> {
    const to = session.envelope.rcptTo[0]!.address;
    const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
    const does = behaviour(to);
    const parts: Buffer[] = [];
    try {
      for await (const part of stream) {
        parts.push(part);
        if (does === 'dropmid') return this.connection(session)?._socket.destroy();
      }
    } catch {
      return; // closed before the final dot: nothing was taken
    }
    if (does === 'droplost') return this.connection(session)?._socket.destroy();
    const no = refusalsAfterDot[does];
    if (no) return callback(refusal(...no));
    if (does === 'dotodd' || does === 'dotlines') {
      // The server's own `send` would clean the words; only this one answer goes past it.
      const connection = this.connection(session)!;
      const { send } = connection;
      connection.send = () => {
        connection.send = send;
        connection._socket.write(
          does === 'dotodd'
            ? '451 4.3.0 Odd\u0000words\r\n'
            : '554-5.6.0 Not like this,\r\n554-5.6.0 nor like that,\r\n554 5.6.0 nor at all\r\n',
        );
      };
      return callback(refusal(451, ''));
    }
    if (does === 'slow' || does === 'tarpit') await sleep(this.slowMs);
    if (this.afterDot) return callback(refusal(this.afterDot.code, this.afterDot.text));
    if (this.paceMs) await sleep(this.paceMs);
    const raw = Buffer.concat(parts).toString('utf8');
    this.accepted.push({ from, to, messageId: /^Message-ID: (.+)$/im.exec(raw)?.[1]?.trim() ?? '', raw });
    if (does === 'dropkept') return this.connection(session)?._socket.destroy();
    callback(null, '2.0.0 Queued');
  }
}

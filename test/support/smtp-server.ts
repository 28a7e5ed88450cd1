import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

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
  handler_DATA(command: string, callback: () => void): void;
  send(code: number, text: string): void;
}

/**
 * A mail server that behaves by the local part of the recipient (what stands before a dot or a plus):
 *
 * | local part | what it does |
 * |---|---|
 * | `greylist` | 451 to the first RCPT, then takes it |
 * | `rcpt4xx` `rcpt5xx` `nouser` `full` | 450, 550 5.7.1, 550 5.1.1, 552 5.2.2 to RCPT |
 * | `rcpt421` | 421 to RCPT, and closes |
 * | `dropbeforedata` | closes when DATA comes |
 * | `drop354` | says 354, closes a moment later without reading |
 * | `drop354once` | says 354 and closes in the same breath the first time, then takes it |
 * | `dropmid` | closes in the middle of the mail |
 * | `dropkept` `droplost` | closes after the final dot without an answer, having taken the mail or not |
 * | `dot4xx` `dot5xx` `dotnouser` | 451, 554, 550 5.1.1 after the final dot |
 * | `dotodd` | 451 after the final dot, with a NUL in its words |
 * | `slow` `slowrcpt` | answers after `slowMs`: the final dot, or RCPT |
 * | anything else | takes it |
 *
 * `greeting` and `mailFrom` refuse earlier, `afterDot` later, for everybody.
 */
export class ScriptedSmtp {
  readonly accepted: Accepted[] = [];
  /** Tries per recipient that got as far as RCPT. */
  readonly tries = new Map<string, number>();
  /** Refuse everybody when they connect. */
  greeting: { code: number; text: string } | undefined;
  /** Refuse every sender. */
  mailFrom: { code: number; text: string } | undefined;
  /** Refuse every mail after its final dot. */
  afterDot: { code: number; text: string } | undefined;
  slowMs = 300;
  /** Milliseconds every mail takes between the final dot and the answer. */
  paceMs = 0;
  private readonly server: SMTPServer;

  constructor() {
    this.server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      onConnect: (_, callback) => callback(this.greeting && refusal(this.greeting.code, this.greeting.text)),
      onMailFrom: (_, __, callback) =>
        callback(this.mailFrom && refusal(this.mailFrom.code, this.mailFrom.text)),
      onRcptTo: (address, session, callback) => {
        const answer = () => callback(this.atRcpt(address.address, session));
        if (behaviour(address.address) === 'slowrcpt') setTimeout(answer, this.slowMs);
        else answer();
      },
      onData: (stream, session, callback) => void this.atData(stream, session, callback),
    });
    this.server.on('error', () => undefined); // a sender that was killed, or dropped by the script
  }

  /** Listens on a free port; its address as for SMTP_URL. */
  async listen(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return `smtp://127.0.0.1:${(this.server.server.address() as { port: number }).port}`;
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

  private connection(session: SMTPServerSession): Connection {
    return [...this.connections].find((one) => one.session.id === session.id)!;
  }

  private atRcpt(address: string, session: SMTPServerSession): Error | undefined {
    const tries = (this.tries.get(address) ?? 0) + 1;
    this.tries.set(address, tries);
    const connection = this.connection(session);
    switch (behaviour(address)) {
      case 'greylist':
        return tries === 1 ? refusal(451, '4.7.1 Greylisted, try again later') : undefined;
      case 'rcpt4xx':
        return refusal(450, '4.2.0 Mailbox busy');
      case 'rcpt5xx':
        return refusal(550, '5.7.1 We do not want this');
      case 'nouser':
        return refusal(550, '5.1.1 No such user');
      case 'full':
        return refusal(552, '5.2.2 Mailbox full');
      case 'rcpt421':
        setTimeout(() => connection._socket.destroy(), 20);
        return refusal(421, '4.3.2 Closing down');
      case 'dropbeforedata':
        connection.handler_DATA = () => connection._socket.destroy();
        return undefined;
      case 'drop354':
        connection.handler_DATA = () => {
          connection._socket.write('354 Go on\r\n');
          setTimeout(() => connection._socket.destroy(), 300);
        };
        return undefined;
      case 'drop354once':
        if (tries === 1) connection.handler_DATA = () => connection._socket.end('354 Go on\r\n');
        return undefined;
      default:
        return undefined;
    }
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
        if (does === 'dropmid') return this.connection(session)._socket.destroy();
      }
    } catch {
      return; // closed before the final dot: nothing was taken
    }
    if (does === 'droplost') return this.connection(session)._socket.destroy();
    if (does === 'dot4xx') return callback(refusal(451, '4.3.0 Try again later'));
    if (does === 'dotodd') {
      // The server's own `send` would clean the words; only this one answer goes past it.
      const connection = this.connection(session);
      const { send } = connection;
      connection.send = () => {
        connection.send = send;
        connection._socket.write('451 4.3.0 Odd\u0000words\r\n');
      };
      return callback(refusal(451, ''));
    }
    if (does === 'dot5xx') return callback(refusal(554, '5.6.0 Not like this'));
    if (does === 'dotnouser') return callback(refusal(550, '5.1.1 No such user after all'));
    if (does === 'slow') await sleep(this.slowMs);
    if (this.afterDot) return callback(refusal(this.afterDot.code, this.afterDot.text));
    if (this.paceMs) await sleep(this.paceMs);
    const raw = Buffer.concat(parts).toString('utf8');
    this.accepted.push({ from, to, messageId: /^Message-ID: (.+)$/im.exec(raw)?.[1]?.trim() ?? '', raw });
    if (does === 'dropkept') return this.connection(session)._socket.destroy();
    callback(null, '2.0.0 Queued');
  }
}

const behaviour = (address: string): string => address.split(/[.+@]/)[0]!.toLowerCase();

const refusal = (code: number, text: string): Error => Object.assign(new Error(text), { responseCode: code });

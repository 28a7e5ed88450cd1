import type { Duplex } from 'node:stream';
import { framed } from './smtp.body.js';
import { envelope, type Offered, type OutgoingMessage } from './smtp.envelope.js';
import { type Reply, ReplyReader } from './smtp.reply.js';
import type { Reached, SmtpResult } from './smtp.rules.js';

/** Whom a dialogue tells what became of the mails it was given. */
export interface DialogueListener<T extends OutgoingMessage> {
  /** The end of a mail here. `first`: none went before it on this connection, so what happened is its own doing. */
  ended(message: T, result: SmtpResult, first: boolean): void;
  /** A mail can be taken: `free`, or there is `room` behind the one whose end is awaited. */
  ready(): void;
  /** The connection is no more. */
  closed(): void;
  /** No answer about this mail for longer than most take. */
  slow(message: T): void;
}

/** How long an answer may take, in milliseconds. */
export interface ReplyTimeouts {
  reply: number;
  /** After the final dot servers may look at a mail for long, and giving up means that its fate is unknown (RFC 5321 section 4.5.3.2.6). */
  dot: number;
  /** From then on a host is slow. */
  slow: number;
}

/** `void` is the answer to the lone dot that ends a mail to nobody. */
type Command = 'reset' | 'sender' | 'recipient' | 'data' | 'dot' | 'void';

interface Exchange<T> {
  message: T;
  first: boolean;
  reached: Reached;
  /** What becomes of it was said; answers that still come change nothing. */
  over: boolean;
  refusedAt?: 'sender' | 'recipient';
  commands: [Command, string][];
}

/**
 * The mail part of an SMTP session (RFC 5321) on a socket that is connected, safe and signed in: one mail after the
 * other, and where the server offers PIPELINING (RFC 2920) MAIL, RCPT and DATA in one go, right behind the mail before.
 * A mail has `reached: data` from its first byte on and not before. Never throws.
 */
export class SmtpDialogue<T extends OutgoingMessage> {
  /** Mails it was given. */
  begun = 0;
  private open = true;
  private readonly reader = new ReplyReader();
  private readonly expected: { step: Command; exchange: Exchange<T> }[] = [];
  private current: Exchange<T> | undefined;
  /** Its envelope is out while the answer to the current one's final dot is awaited. */
  private next: Exchange<T> | undefined;
  private resetDue = false;
  /** Ends after the current mail: the next one's envelope was sent, and the mail given back. */
  private ending = false;
  private since = Date.now();

  constructor(
    private readonly socket: Duplex,
    private readonly offered: Offered,
    private readonly listener: DialogueListener<T>,
    private readonly patience: ReplyTimeouts,
  ) {
    socket.on('data', (chunk: Buffer) => this.hear(chunk));
    socket.on('end', () => this.end('Connection closed by the mail server'));
    socket.on('close', () => this.end('Connection closed'));
    socket.on('error', (error: NodeJS.ErrnoException) => this.end(error.code ?? error.message));
  }

  get usable(): boolean {
    return this.open && !this.ending;
  }

  /** Usable, and no mail in hand. */
  get free(): boolean {
    return this.usable && !this.current;
  }

  /** A mail's envelope may go out behind the current mail. */
  get room(): boolean {
    return this.usable && this.offered.pipelining && !this.next && this.expected[0]?.step === 'dot';
  }

  /** The mail it will have to do with longest. */
  get last(): T | undefined {
    return (this.next ?? this.current)?.message;
  }

  /** Takes a mail on; to be called while `free` or while there is `room`. */
  take(message: T): void {
    const exchange: Exchange<T> = {
      message,
      first: this.begun === 0,
      reached: 'claimed',
      over: false,
      commands: [],
    };
    const lines = envelope(message, this.offered);
    if ('kind' in lines) {
      this.settle(exchange, lines);
      return;
    }
    this.begun++;
    exchange.commands = [
      ['sender', lines.mail],
      ['recipient', lines.rcpt],
      ['data', 'DATA'],
    ];
    if (this.resetDue) exchange.commands.unshift(['reset', 'RSET']);
    this.resetDue = false;
    if (this.current) this.next = exchange;
    else this.current = exchange;
    this.advance(exchange);
  }

  /** Sends what is to be said next about a mail: everything at once, or one command. */
  private advance(exchange: Exchange<T>): void {
    const now = exchange.commands.splice(0, this.offered.pipelining ? exchange.commands.length : 1);
    for (const [step] of now) this.expected.push({ step, exchange });
    this.write(now.map(([, line]) => line + '\r\n').join(''));
  }

  private write(what: string | Buffer): void {
    this.since = Date.now();
    this.socket.write(what);
  }

  private hear(chunk: Buffer): void {
    if (!this.open) return;
    const replies = this.reader.take(chunk);
    this.since = Date.now();
    for (const reply of replies) if (this.open) this.answer(reply);
    if (this.reader.broken) this.end('The mail server sent what is no SMTP');
  }

  private answer(reply: Reply): void {
    const awaited = this.expected.shift();
    if (reply.code === 421) this.closing(awaited, reply);
    else if (!awaited) this.end(`Unasked: ${reply.text}`);
    else if (awaited.step === 'void') this.finish(awaited.exchange);
    else if (awaited.step === 'dot') this.afterDot(awaited.exchange, reply);
    else if (awaited.step === 'data') this.afterData(awaited.exchange, reply);
    else this.afterEnvelope(awaited.exchange, awaited.step, reply);
  }

  private afterEnvelope(exchange: Exchange<T>, step: 'reset' | 'sender' | 'recipient', reply: Reply): void {
    if (reply.code < 300) {
      if (!exchange.over && !this.offered.pipelining) this.advance(exchange);
    } else if (reply.code < 400 || step === 'reset') {
      this.end(`Out of turn: ${reply.text}`);
    } else if (reply.code === 503 && step === 'sender' && !exchange.first) {
      // Out of step with this server, behind another mail: it says nothing about this one.
      this.end(reply.text);
    } else if (!exchange.over) {
      exchange.refusedAt = step;
      this.settle(exchange, refusal(step, reply));
      if (!this.offered.pipelining) this.undone(exchange);
    }
  }

  private afterData(exchange: Exchange<T>, reply: Reply): void {
    if (reply.code < 400 && reply.code !== 354) {
      this.end(`Out of turn: ${reply.text}`);
    } else if (reply.code !== 354) {
      if (!exchange.over) this.settle(exchange, refusal('data', reply));
      this.undone(exchange);
    } else if (!exchange.over) {
      void this.ask(exchange);
    } else if (exchange.refusedAt === 'recipient') {
      // A mail to nobody, which a lone dot ends (RFC 2920 section 3.1).
      this.expected.push({ step: 'void', exchange });
      this.write('.\r\n');
    } else {
      // Asked for a mail although it refused the sender: nothing that is said now can be trusted.
      this.end(`Out of turn: ${reply.text}`);
    }
  }

  private async ask(exchange: Exchange<T>): Promise<void> {
    let may = false;
    try {
      may = await exchange.message.mayLeave();
    } catch {
      // No leave, for whatever reason.
    }
    // Leave that comes after the connection was given up lets no byte out on it.
    if (!this.open || exchange.over) return;
    if (may) {
      this.give(exchange);
    } else {
      this.settle(exchange, { kind: 'stopped' });
      this.end('No leave');
    }
  }

  private give(exchange: Exchange<T>): void {
    exchange.reached = 'data';
    this.expected.push({ step: 'dot', exchange });
    // Corked, so that what goes out behind it goes out with it.
    this.socket.cork();
    for (const part of framed(exchange.message.raw)) this.write(part);
    this.listener.ready();
    this.socket.uncork();
  }

  private afterDot(exchange: Exchange<T>, reply: Reply): void {
    const { code, text } = reply;
    if (code >= 300 && code < 400) {
      this.end(`Out of turn: ${text}`);
    } else {
      this.settle(exchange, code < 300 ? { kind: 'accepted', code, text } : refusal('data', reply));
      this.finish(exchange);
    }
  }

  /** The server ends the session, with this answer or of its own accord. */
  private closing(awaited: { step: Command; exchange: Exchange<T> } | undefined, reply: Reply): void {
    const waiting = awaited ?? (this.current && { step: 'data' as const, exchange: this.current });
    if (waiting && waiting.step !== 'reset' && waiting.step !== 'void' && !waiting.exchange.over)
      this.settle(waiting.exchange, refusal(waiting.step === 'dot' ? 'data' : waiting.step, reply));
    this.end(reply.text);
  }

  private settle(exchange: Exchange<T>, result: SmtpResult): void {
    exchange.over = true;
    this.listener.ended(exchange.message, result, exchange.first);
  }

  /** A mail that did not come to its final dot; the server may still hold its beginning. */
  private undone(exchange: Exchange<T>): void {
    this.resetDue = true;
    this.finish(exchange);
  }

  private finish(exchange: Exchange<T>): void {
    if (this.current === exchange) {
      this.current = this.next;
      this.next = undefined;
    }
    if (this.ending) this.end('Its answers took too long');
    else this.listener.ready();
  }

  /** Looks at the time; to be called now and then. */
  tick(now: number): void {
    const awaited = this.expected[0];
    if (!this.open || !awaited) return;
    const waited = now - this.since;
    if (waited >= (awaited.step === 'dot' ? this.patience.dot : this.patience.reply)) {
      this.end('ETIMEDOUT');
    } else if (waited >= this.patience.slow) {
      this.listener.slow(awaited.exchange.message);
      if (this.next && !this.next.over) this.letNextGo(this.next);
    }
  }

  /** Nothing of the next mail left, and it need not wait for a slow one: another connection may have it. */
  private letNextGo(next: Exchange<T>): void {
    this.ending = true;
    this.settle(next, { kind: 'silent', reached: 'claimed', text: 'No answer in time' });
  }

  /**
   * Ends the connection, if it has but one mail in hand of which nothing can have left: its end is then `claimed`.
   * Answers whether it did.
   */
  abandon(): boolean {
    const waits = this.current?.reached === 'claimed' && this.expected.length > 0;
    if (waits) this.end('No answer in time');
    return waits;
  }

  /** Ends the connection at once. What was not answered was not heard, or nobody knows. */
  private end(text: string): void {
    if (!this.open) return;
    this.open = false;
    this.socket.destroy();
    for (const exchange of [this.current, this.next])
      if (exchange && !exchange.over)
        this.settle(exchange, { kind: 'silent', reached: exchange.reached, text });
    this.listener.closed();
  }

  /** Says goodbye; to be called while `free`. */
  quit(): void {
    if (!this.open) return;
    this.open = false;
    this.socket.end('QUIT\r\n');
    setTimeout(() => this.socket.destroy(), 2_000).unref();
    this.listener.closed();
  }
}

const refusal = (stage: 'sender' | 'recipient' | 'data', { code, text }: Reply): SmtpResult => ({
  kind: 'refused',
  stage,
  code,
  text,
});

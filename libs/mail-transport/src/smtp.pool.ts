import { Injectable, OnModuleDestroy } from '@nestjs/common';
import { Settings } from '#platform';
import { type MailServer, mailServer, openSmtpSession } from './smtp.connect.js';
import { type ReplyTimeouts, SmtpDialogue } from './smtp.dialogue.js';
import { hostOf, type OutgoingMessage } from './smtp.envelope.js';
import { HostFairQueue } from './smtp.queue.js';
import type { SmtpResult } from './smtp.rules.js';

/** Servers end long sessions; we end them first, between two mails. */
const MAILS_A_SESSION = 100;
/** A host that was slow is taken for slow for so long. */
const SLOW_FOR_MS = 60_000;
/** After the server refused one connection beside others that work, no more are opened for so long. */
const NO_MORE_MS = 5_000;
const TICK_MS = 200;

interface Job extends OutgoingMessage {
  host: string;
  resolve: (result: SmtpResult) => void;
  /** It was in line behind another mail when a connection ended; it goes once more, first on a new one. */
  again: boolean;
}

interface Link {
  /** The host of the mail it was opened for. */
  host: string;
  /** undefined while it connects. */
  talk?: SmtpDialogue<Job>;
  idleSince: number;
}

/** The connections of this process to the mail server, used again and again. */
@Injectable()
export class SmtpPool implements OnModuleDestroy {
  /** Milliseconds, see Patience; `connect` as far as the greeting, `idle` until an unused connection is given back. */
  readonly patience: ReplyTimeouts & { connect: number; idle: number } = {
    connect: 30_000,
    reply: 180_000,
    dot: 600_000,
    slow: 1_000,
    idle: 5_000,
  };
  private readonly server: MailServer;
  private readonly connections: number;
  private readonly line = new HostFairQueue<Job>();
  private readonly urgent = new HostFairQueue<Job>();
  private readonly again = new HostFairQueue<Job>();
  private readonly links = new Set<Link>();
  /** Hosts whose answers take long, and until when that is remembered. */
  private readonly slow = new Map<string, number>();
  private noMoreBefore = 0;
  private dealing = false;
  private makingRoom = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(settings: Settings) {
    this.server = mailServer(settings);
    this.connections = settings.mailConnections;
  }

  /** Mails that wait for a connection. */
  get waiting(): number {
    return this.line.size + this.urgent.size + this.again.size;
  }

  /** Connections that have a mail in hand, or connect for one. */
  get busy(): number {
    return [...this.links].filter((link) => !link.talk?.free).length;
  }

  /** Hands a mail over as soon as a connection is free. Never throws: what happened is the answer. */
  send(message: OutgoingMessage): Promise<SmtpResult> {
    return new Promise((resolve) => {
      const line = message.urgent ? this.urgent : this.line;
      line.push({ ...message, host: hostOf(message), resolve, again: false });
      // What is handed in at the same time is dealt out together, so that no host takes all because it came first.
      if (!this.dealing) queueMicrotask(() => this.deal());
    });
  }

  /** Gives waiting mails to connections, as long as there are both. */
  private deal(): void {
    if (this.dealing) return;
    this.dealing = true;
    while (this.dealOne());
    this.dealing = false;
  }

  private dealOne(): boolean {
    if (this.waiting === 0) return false;
    const free = this.find((link) => link.talk?.free);
    const mayOpen = this.links.size < this.connections && Date.now() >= this.noMoreBefore;
    if (this.again.size > 0 && (mayOpen || free)) {
      const job = this.again.take((host) => this.mayHave(host, free));
      if (job) {
        if (!mayOpen) free!.talk!.quit();
        void this.open(job);
        return true;
      }
    }
    const link = free ?? (mayOpen ? undefined : this.find((one) => this.hasRoom(one)));
    if (!link && !mayOpen) return false;
    const may = (host: string) => this.mayHave(host, link);
    const job = this.urgent.take(may) ?? this.line.take(may);
    if (!job) return false;
    if (link) link.talk!.take(job);
    else void this.open(job);
    return true;
  }

  private find(fits: (link: Link) => boolean | undefined): Link | undefined {
    for (const link of this.links) if (fits(link)) return link;
    return undefined;
  }

  /** Whether a mail's envelope may go out behind the one in hand; not behind a slow one, whose answer it would await. */
  private hasRoom({ talk }: Link): boolean {
    return Boolean(
      talk?.room && talk.begun < MAILS_A_SESSION && !this.isSlow(talk.last!.host) && this.slow.size < 3,
    );
  }

  /** No host holds all connections while mails for others wait; a slow one never does. */
  private mayHave(host: string, link: Link | undefined): boolean {
    if (this.line.hosts + this.urgent.hosts <= 1 && !this.isSlow(host)) return true;
    let held = 0;
    for (const other of this.links)
      if (other !== link && (other.talk ? other.talk.last?.host : other.host) === host) held++;
    return held < Math.max(1, this.connections - 1);
  }

  private isSlow = (host: string): boolean => this.slow.size > 0 && this.slow.has(host);

  private async open(job: Job): Promise<void> {
    const link: Link = { host: job.host, idleSince: 0 };
    this.links.add(link);
    this.timer ??= setInterval(() => this.tick(), TICK_MS).unref();
    const session = await openSmtpSession(this.server, this.patience);
    if ('kind' in session) return this.notOpened(link, job, session);
    link.talk = new SmtpDialogue<Job>(
      session.socket,
      session.offered,
      {
        ended: (one, result, first) => this.ended(one, result, first),
        ready: () => this.ready(link),
        closed: () => this.closed(link),
        slow: (one) => this.slow.set(one.host, Date.now() + SLOW_FOR_MS),
      },
      this.patience,
    );
    if (session.unasked.length > 0) session.socket.emit('data', session.unasked);
    if (link.talk.free) link.talk.take(job);
    else this.ended(job, { kind: 'silent', reached: 'claimed', text: 'Connection closed' }, true);
    this.deal();
  }

  /**
   * The server does not let us in. With other connections it may still be that it allows so many and no more; without
   * any, it is the same for all mails that wait, and nothing is won by asking once for each.
   */
  private notOpened(link: Link, job: Job, result: SmtpResult): void {
    this.links.delete(link);
    if (this.links.size > 0) {
      this.noMoreBefore = Date.now() + NO_MORE_MS;
      (job.urgent ? this.urgent : this.line).unshift(job);
    } else {
      this.noMoreBefore = 0;
      for (const one of [job, ...this.again.takeAll(), ...this.urgent.takeAll(), ...this.line.takeAll()])
        one.resolve(result);
    }
    this.deal();
  }

  private ended(job: Job, result: SmtpResult, first: boolean): void {
    const unheard = result.kind === 'silent' && result.reached === 'claimed';
    if (unheard && this.makingRoom) {
      (job.urgent ? this.urgent : this.line).unshift(job);
    } else if (unheard && !first && !job.again) {
      job.again = true;
      this.again.push(job);
    } else {
      job.resolve(result);
    }
  }

  private ready(link: Link): void {
    const talk = link.talk!;
    if (talk.free) link.idleSince = Date.now();
    if (talk.free && talk.begun >= MAILS_A_SESSION) talk.quit();
    else this.deal();
  }

  private closed(link: Link): void {
    this.links.delete(link);
    this.deal();
  }

  /** A host that turned out to be slow gives up a connection it has beyond its share; the mail there goes on later. */
  private makeRoom(): void {
    for (const host of this.slow.keys()) {
      if (this.line.hosts + this.urgent.hosts <= (this.line.has(host) || this.urgent.has(host) ? 1 : 0))
        continue;
      const held = [...this.links].filter(({ talk }) => talk?.last?.host === host);
      if (held.length < this.connections || this.connections === 1) continue;
      this.makingRoom = true;
      held.find(({ talk }) => talk!.abandon());
      this.makingRoom = false;
    }
  }

  private tick(): void {
    const now = Date.now();
    for (const [host, until] of this.slow) if (until < now) this.slow.delete(host);
    this.makeRoom();
    for (const link of [...this.links]) {
      if (link.talk?.free && now - link.idleSince >= this.patience.idle) link.talk.quit();
      else link.talk?.tick(now);
    }
    this.deal();
    if (this.links.size > 0 || this.waiting > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    for (const link of [...this.links]) if (link.talk?.free) link.talk.quit();
  }
}

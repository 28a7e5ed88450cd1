import { Injectable, OnModuleDestroy } from '@nestjs/common';
import { Settings } from '#platform';
import { Turns } from '../sending/turns.js';
import { type Parcel, SmtpLink } from './smtp.connection.js';
import type { SmtpResult } from './smtp.rules.js';

/** Connections a process holds to the mail server at most. */
export const LINKS = 4;
/** Servers end long sessions; we end them first, between two mails. */
const MAILS_A_LINK = 100;
/** An unused connection is given back after so long. */
const IDLE_MS = 5_000;

/** The connections of this process to the mail server, used again and again. */
@Injectable()
export class SmtpPool implements OnModuleDestroy {
  private readonly idle: SmtpLink[] = [];
  private readonly turns = new Turns(LINKS);
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly settings: Settings) {}

  /** Hands a mail over as soon as a connection is free. Never throws. */
  async send(parcel: Parcel): Promise<SmtpResult> {
    await this.turns.take();
    try {
      const used = this.take();
      if (used) {
        const result = await this.over(used, parcel);
        // The server had closed a connection that was lying ready: nothing of this mail was heard, so a new one may try.
        if (result.kind !== 'silent' || result.reached === 'data') return result;
      }
      const fresh = new SmtpLink(this.settings);
      return (await fresh.open(this.settings)) ?? (await this.over(fresh, parcel));
    } finally {
      this.turns.give();
    }
  }

  private async over(link: SmtpLink, parcel: Parcel): Promise<SmtpResult> {
    const result = await link.send(parcel);
    if (!link.usable) return result;
    if (link.carried >= MAILS_A_LINK) link.quit();
    else this.idle.push(link);
    this.restTimer();
    return result;
  }

  private take(): SmtpLink | undefined {
    for (let link = this.idle.pop(); link; link = this.idle.pop()) if (link.usable) return link;
    return undefined;
  }

  private restTimer(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.letGo(), IDLE_MS);
    this.timer.unref();
  }

  /** Ends the connections that lie ready. */
  letGo(): void {
    for (const link of this.idle.splice(0)) link.quit();
  }

  onModuleDestroy(): void {
    clearTimeout(this.timer);
    this.letGo();
  }
}

import { Injectable } from '@nestjs/common';
import { type Entry, SecondStep } from '#access';
import { Cookies, KeptForms, ownAddress, type WebRequest, type WebResponse } from '../shell/index.js';

/** Where somebody wanted to go, and what they had typed. */
export interface Wanted {
  next?: string | undefined;
  kept?: string | undefined;
}

/** Gives the cookies of who has come in, or half, and says where they go on. */
@Injectable()
export class Arrival {
  constructor(
    private readonly cookies: Cookies,
    private readonly keptForms: KeptForms,
    private readonly step: SecondStep,
  ) {}

  /** The address to go on to. Throws the page that sends what was kept. */
  async at(req: WebRequest, res: WebResponse, entry: Entry, { next, kept }: Wanted): Promise<string> {
    if (!entry.complete) return this.half(res, entry.id, next);
    await this.giveSession(req, res, entry);
    const why = 'You are signed in again.';
    const again = await this.keptForms.again(req, res, kept, {
      userId: entry.userId,
      sessionId: entry.id,
      why,
    });
    if (again) throw again;
    return ownAddress(next);
  }

  /** The browser is signed in from now on, and known. */
  async giveSession(req: WebRequest, res: WebResponse, { id, userId }: Entry): Promise<void> {
    this.cookies.giveSession(res, id);
    this.cookies.dropStep(res);
    await this.cookies.knowBrowser(req, res, userId);
  }

  private async half(res: WebResponse, stepId: string, next: string | undefined): Promise<string> {
    this.cookies.giveStep(res, stepId);
    this.cookies.dropSession(res);
    const page = (await this.step.find(stepId))?.hasFactor ? 'code' : 'set-up';
    const address = ownAddress(next);
    return `/sign-in/${page}${address === '/' ? '' : `?next=${encodeURIComponent(address)}`}`;
  }
}

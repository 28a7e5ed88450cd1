import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import { IDLE_MS, KnownBrowsers } from '#access';
import { Clock, Database, newToken, Settings } from '#platform';
import { timingSafeEqualText } from './timing-safe-equal.js';

/** How old the time in the cookie may get before it is written anew. */
const RENEW_MS = 60_000;
const VISITOR_SECONDS = 30 * 86_400;
const BROWSER_SECONDS = 180 * 86_400;
const STEP_SECONDS = 15 * 60;
const CODES_SECONDS = 10 * 60;

/**
 * The cookies of the program. The session cookie holds the session's id and, signed, when it was last seen: so
 * idleness is known without a read. That a session was seen is also written down, at most every few minutes. The visitor cookie only ties public forms to the
 * browser that asked for them. The browser cookie says that somebody has signed in here before, so that strangers who try
 * their address elsewhere do not keep them out. The step cookie holds the id of a sign-in whose second step is still to come, the
 * codes cookie recovery codes, sealed, on their way to the page that shows them.
 */
@Injectable()
export class Cookies {
  private readonly sessionName: string;
  private readonly visitorName: string;
  private readonly browserName: string;
  private readonly stepName: string;
  private readonly codesName: string;

  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly db: Database,
    private readonly browsers: KnownBrowsers,
  ) {
    // Browsers share cookies between the ports of one host, and two instances may run side by side there.
    const suffix = settings.secure ? '' : `_${new URL(settings.baseUrl).port || '80'}`;
    const prefix = settings.secure ? '__Host-' : '';
    this.sessionName = `${prefix}crm_session${suffix}`;
    this.visitorName = `${prefix}crm_visitor${suffix}`;
    this.browserName = `${prefix}crm_browser${suffix}`;
    this.stepName = `${prefix}crm_step${suffix}`;
    this.codesName = `${prefix}crm_codes${suffix}`;
  }

  /** The session id the browser brought, if it was seen within the last 30 minutes. */
  sessionId(req: Request): string | undefined {
    const brought = this.brought(req);
    return brought && this.idle(brought.seen) < IDLE_MS ? brought.id : undefined;
  }

  /** The session id the browser brought, however long ago it was seen, if the cookie is one of ours. */
  broughtSessionId(req: Request): string | undefined {
    return this.brought(req)?.id;
  }

  /** Writes down that the session was seen now, once a minute at most. */
  renew(req: Request, res: Response, id: string): void {
    const seen = this.read(req, this.sessionName)?.split('.')[1] ?? '';
    if (this.idle(seen) > RENEW_MS) this.giveSession(res, id);
  }

  /** The id of the cookie whether it still holds or not, for ending that session. */
  anySessionId(req: Request): string | undefined {
    return this.read(req, this.sessionName)?.split('.')[0];
  }

  giveSession(res: Response, id: string): void {
    const seen = Math.floor(this.clock.now().getTime() / 1000).toString(36);
    this.write(res, this.sessionName, `${id}.${seen}.${this.mac(`session:${id}.${seen}`)}`);
  }

  dropSession(res: Response): void {
    this.write(res, this.sessionName, '', 0);
    this.dropCodes(res);
  }

  /** Recovery codes that are about to be shown, sealed (`ShownCodes`). */
  codes(req: Request): string | undefined {
    return this.read(req, this.codesName);
  }

  giveCodes(res: Response, sealed: string): void {
    this.write(res, this.codesName, sealed, CODES_SECONDS);
  }

  dropCodes(res: Response): void {
    this.write(res, this.codesName, '', 0);
  }

  visitor(req: Request): string | undefined {
    const value = this.read(req, this.visitorName);
    return value && /^[\w-]{22}$/.test(value) ? value : undefined;
  }

  giveVisitor(res: Response): string {
    const value = newToken(128);
    this.write(res, this.visitorName, value, VISITOR_SECONDS);
    return value;
  }

  /** The id of a sign-in whose second step is still to come. */
  step(req: Request): string | undefined {
    const value = this.read(req, this.stepName);
    return value && /^[\w-]{43}$/.test(value) ? value : undefined;
  }

  giveStep(res: Response, id: string): void {
    this.write(res, this.stepName, id, STEP_SECONDS);
  }

  dropStep(res: Response): void {
    this.write(res, this.stepName, '', 0);
  }

  /** The token of a browser in which somebody has signed in before. */
  browser(req: Request): string | undefined {
    const value = this.read(req, this.browserName);
    return value && /^[\w-]{43}$/.test(value) ? value : undefined;
  }

  /** Remembers that the person has signed in in this browser. */
  async knowBrowser(req: Request, res: Response, userId: string): Promise<void> {
    const token = await this.db.write([], (tx) => this.browsers.remember(tx, userId, this.browser(req)));
    this.write(res, this.browserName, token, BROWSER_SECONDS);
  }

  /** A keyed digest that only this installation can make. */
  mac(text: string): string {
    return createHmac('sha256', this.settings.secret).update(text).digest('base64url');
  }

  /** The session cookie, if it is one of ours. */
  private brought(req: Request): { id: string; seen: string } | undefined {
    const [id, seen, mac] = (this.read(req, this.sessionName) ?? '').split('.');
    if (!id || !seen || !mac || !timingSafeEqualText(mac, this.mac(`session:${id}.${seen}`)))
      return undefined;
    return { id, seen };
  }

  /** Milliseconds since the time in the cookie. */
  private idle(seen: string): number {
    return this.clock.now().getTime() - Number.parseInt(seen, 36) * 1000;
  }

  private read(req: Request, name: string): string | undefined {
    return parseCookie(req.headers.cookie ?? '')[name];
  }

  private write(res: Response, name: string, value: string, maxAge?: number): void {
    res.cookie(name, value, {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: this.settings.secure,
      encode: String,
      ...(maxAge === undefined ? {} : { maxAge: maxAge * 1000 }),
    });
  }
}

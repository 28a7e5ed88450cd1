import { Injectable } from '@nestjs/common';
import { type EndedView, SignInSessions } from '#access';
import { Cookies } from './cookies.js';
import type { WebRequest } from './principal.js';

/** What somebody is told whose sign-in has ended without their doing it here. */
export const ENDED_WORDS: Record<EndedView['why'], string> = {
  idle: 'You were signed out after half an hour without a click.',
  elsewhere:
    'You were signed out here from another browser. If that was not you, choose a new password and tell an administrator.',
  role: 'You were signed out because your role has changed. We have sent you an email about it.',
  password:
    'You were signed out because your password has been changed elsewhere. If that was not you, tell an administrator at once.',
  factor: 'You were signed out because one of your ways to sign in was taken away in another browser.',
};

/** Sign-ins that are over, of browsers that still bring their cookie. */
@Injectable()
export class EndedSignIns {
  constructor(
    private readonly cookies: Cookies,
    private readonly sessions: SignInSessions,
  ) {}

  /** The one this browser had, if its person may come in again; undefined for a stranger and for who is signed in. */
  async of(req: WebRequest): Promise<EndedView | undefined> {
    const id = req.session ? undefined : this.cookies.broughtSessionId(req);
    return id ? this.sessions.ended(id) : undefined;
  }
}

import { Controller, Get, Post, Query, Redirect, Render, Req, Res } from '@nestjs/common';
import type { z } from 'zod';
import { Audit, Passkeys, SecondStep, SignIn, SignInSessions } from '#access';
import { Database, networkOf } from '#platform';
import {
  Allow,
  AllowAnyone,
  Cookies,
  CurrentUser,
  ENDED_WORDS,
  EndedSignIns,
  Form,
  FormOf,
  OtherPage,
  ownAddress,
  type Principal,
  SeeOther,
  type WebRequest,
  type WebResponse,
} from '../shell/index.js';
import { Arrival } from './arrival.js';
import { deviceOf } from './device.js';
import { CODE_VIEW, codePage } from './second-step.controller.js';
import { passkeyForm, signInForm } from './sign-in.form.js';

/** The first step of the way in, and the way out. */
@Controller()
export class SignInController {
  constructor(
    private readonly signIn: SignIn,
    private readonly step: SecondStep,
    private readonly passkeys: Passkeys,
    private readonly sessions: SignInSessions,
    private readonly cookies: Cookies,
    private readonly arrival: Arrival,
    private readonly audit: Audit,
    private readonly db: Database,
    private readonly ended: EndedSignIns,
  ) {}

  @Get('sign-in')
  @AllowAnyone('the way in')
  @Render('sign-in/views/sign-in.njk')
  async show(@Query('next') next: unknown, @CurrentUser() who: Principal, @Req() req: WebRequest) {
    if (who.kind === 'user') throw new SeeOther('/');
    const ended = await this.ended.of(req);
    return {
      values: { next: ownAddress(next) },
      signedOut: ended && ENDED_WORDS[ended.why],
      passkey: this.passkeys.question(),
    };
  }

  @Post('sign-in')
  @AllowAnyone('the way in')
  @FormOf('show')
  @Redirect('', 303)
  async enter(
    @Form(signInForm) { email, password, next, kept }: z.output<typeof signInForm>,
    @Req() req: WebRequest,
    @Res({ passthrough: true }) res: WebResponse,
  ) {
    const from = { network: networkOf(req.ip), browser: this.cookies.browser(req) };
    const before = this.cookies.anySessionId(req);
    const entry = await this.signIn.signIn(email, password, deviceOf(req), before, from);
    const url = await this.arrival.at(req, res, entry, { next, kept });
    const step = entry.complete || !kept ? undefined : await this.step.find(entry.id);
    // What was kept is too long for an address, so the second page is shown in the place of the first.
    if (step?.hasFactor)
      throw new OtherPage(CODE_VIEW, {
        ...(await codePage(this.db, this.passkeys, step)),
        values: { next, kept },
      });
    return { url };
  }

  /** A passkey alone: the device has checked who holds it. */
  @Post('sign-in/passkey')
  @AllowAnyone('the way in')
  @FormOf('show')
  @Redirect('', 303)
  async enterByPasskey(
    @Form(passkeyForm) { sealed, response, next, kept }: z.output<typeof passkeyForm>,
    @Req() req: WebRequest,
    @Res({ passthrough: true }) res: WebResponse,
  ) {
    const before = this.cookies.anySessionId(req);
    const entry = await this.step.withPasskeyAlone({ sealed, response }, deviceOf(req), before);
    return { url: await this.arrival.at(req, res, entry, { next, kept }) };
  }

  @Get('sign-in/help')
  @AllowAnyone('for those who cannot sign in')
  @Render('sign-in/views/help.njk')
  help() {
    return {};
  }

  @Post('sign-out')
  @Allow('sign_in_session', 'delete', { about: 'oneself', withoutRole: true })
  @Redirect('/sign-in?done=signed-out', 303)
  async leave(
    @CurrentUser() who: Principal,
    @Req() req: WebRequest,
    @Res({ passthrough: true }) res: WebResponse,
  ): Promise<void> {
    const id = this.cookies.anySessionId(req);
    await this.db.write([], async (tx) => {
      if (id) await this.sessions.close(tx, id);
      await this.audit.record(tx, {
        areaId: null,
        actor: who.actor,
        verb: 'signed-out',
        resource: 'sign_in_session',
      });
    });
    this.cookies.dropSession(res);
  }
}

import { Controller, Get, Post, Query, Redirect, Render, Req, Res } from '@nestjs/common';
import type { z } from 'zod';
import { SecondStep } from '#access';
import {
  Allow,
  Cookies,
  Form,
  FormOf,
  FormRefused,
  FreshSignIn,
  KeptForms,
  ownAddress,
  type WebRequest,
  type WebResponse,
} from '../shell/index.js';
import type { Wanted } from './arrival.js';
import { confirmForm, passkeyForm } from './sign-in.form.js';

/** Proving again who one is, before something that needs it. It is about one's own sign-in, so that right is asked for. */
@Controller('sign-in/confirm')
export class ConfirmController {
  constructor(
    private readonly step: SecondStep,
    private readonly fresh: FreshSignIn,
    private readonly cookies: Cookies,
    private readonly keptForms: KeptForms,
  ) {}

  @Get()
  @Allow('sign_in_session', 'list', { about: 'oneself' })
  @Render('sign-in/views/confirm.njk')
  async show(@Query('next') next: unknown, @Req() { session }: WebRequest) {
    return { ...(await this.fresh.question(session!)), values: { next: ownAddress(next) } };
  }

  @Post()
  @Allow('sign_in_session', 'list', { about: 'oneself' })
  @FormOf('show')
  @Redirect('', 303)
  async confirm(
    @Form(confirmForm) { code, password, ...wanted }: z.output<typeof confirmForm>,
    @Req() req: WebRequest,
    @Res({ passthrough: true }) res: WebResponse,
  ) {
    const { userId, email } = req.session!;
    if (req.session!.hasFactor && !code) throw new FormRefused({ code: 'Enter a code' });
    if (!req.session!.hasFactor && !password) throw new FormRefused({ password: 'Enter your password' });
    const asked = { userId, email, browser: this.cookies.browser(req) };
    const id = req.session!.hasFactor
      ? await this.step.confirmByCode(asked, req.sessionId!, code)
      : await this.step.confirmByPassword(asked, req.sessionId!, password);
    return { url: await this.goOn(req, res, id, wanted) };
  }

  @Post('passkey')
  @Allow('sign_in_session', 'list', { about: 'oneself' })
  @FormOf('show')
  @Redirect('', 303)
  async confirmByPasskey(
    @Form(passkeyForm) { sealed, response, ...wanted }: z.output<typeof passkeyForm>,
    @Req() req: WebRequest,
    @Res({ passthrough: true }) res: WebResponse,
  ) {
    const answer = { sealed, response };
    const id = await this.step.confirmByPasskey(req.session!.userId, req.sessionId!, answer);
    return { url: await this.goOn(req, res, id, wanted) };
  }

  /** The session goes on under a new id. Throws the page that sends what was kept. */
  private async goOn(
    req: WebRequest,
    res: WebResponse,
    sessionId: string,
    { next, kept }: Wanted,
  ): Promise<string> {
    this.cookies.giveSession(res, sessionId);
    const who = { userId: req.session!.userId, sessionId, why: 'Thank you: that was you.' };
    const again = await this.keptForms.again(req, res, kept, who);
    if (again) throw again;
    return ownAddress(next);
  }
}

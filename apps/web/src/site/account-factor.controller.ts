import { Controller, Get, Post, Redirect, Render, Req, Res } from '@nestjs/common';
import type { z } from 'zod';
import { Factors, Passkeys } from '#access';
import { OwnAccount } from '#accounts';
import { Database } from '#platform';
import {
  Allow,
  CODES_PAGE,
  CurrentUser,
  Form,
  FormOf,
  type Principal,
  ShownCodes,
  squareOf,
  Typed,
  type WebRequest,
  type WebResponse,
} from '../shell/index.js';
import { appForm, passkeyForm } from './account.form.js';

const DONE = '/account/security?done=added';

/**
 * Setting a second factor up from one's account. The pages ask already for a fresh sign-in: what they show, a key or a
 * challenge, would be too old after one.
 */
@Controller('account')
export class AccountFactorController {
  constructor(
    private readonly own: OwnAccount,
    private readonly factors: Factors,
    private readonly passkeys: Passkeys,
    private readonly db: Database,
    private readonly shown: ShownCodes,
  ) {}

  @Get('app')
  @Allow('user', 'change', { about: 'oneself' })
  @Render('site/views/account-app.njk')
  async showApp(@Req() { session }: WebRequest, @Typed() typed: { seed?: unknown } | undefined) {
    const seed = this.factors.seedFor({ id: session!.userId, email: session!.email }, typed?.seed);
    const { app } = await this.factors.state(session!.userId);
    return { seed, square: await squareOf(seed.uri), replaces: Boolean(app) };
  }

  @Post('app')
  @Allow('user', 'change', { about: 'oneself' })
  @FormOf('showApp')
  @Redirect('', 303)
  async addApp(
    @CurrentUser() who: Principal,
    @Form(appForm) { seed, code }: z.output<typeof appForm>,
    @Res({ passthrough: true }) res: WebResponse,
  ) {
    return this.done(res, who, await this.own.add(who.userId!, { kind: 'app', sealed: seed, code }));
  }

  @Get('passkeys')
  @Allow('user', 'change', { about: 'oneself' })
  @Render('site/views/account-passkey.njk')
  async showPasskey(@Req() { session }: WebRequest) {
    const user = { id: session!.userId, name: session!.name, email: session!.email };
    const passkey = await this.db.read([], (tx) => this.passkeys.newQuestion(tx, user));
    return { passkey, passkeysWork: this.passkeys.possible };
  }

  @Post('passkeys')
  @Allow('user', 'change', { about: 'oneself' })
  @FormOf('showPasskey')
  @Redirect('', 303)
  async addPasskey(
    @CurrentUser() who: Principal,
    @Form(passkeyForm) { sealed, response, name }: z.output<typeof passkeyForm>,
    @Res({ passthrough: true }) res: WebResponse,
  ) {
    const factor = { kind: 'passkey', name, answer: { sealed, response } } as const;
    return this.done(res, who, await this.own.add(who.userId!, factor));
  }

  /** With the first factor come recovery codes, which are shown once. */
  private done(res: WebResponse, who: Principal, codes: string[] | undefined): { url: string } {
    if (codes) this.shown.give(res, { userId: who.userId!, codes, first: true });
    return { url: codes ? CODES_PAGE : DONE };
  }
}

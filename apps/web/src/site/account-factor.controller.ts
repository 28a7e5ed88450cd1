import { Controller, Get, Post, Redirect, Render, Req } from '@nestjs/common';
import type { z } from 'zod';
import { Factors, Passkeys } from '#access';
import { OwnAccount } from '#accounts';
import { Database } from '#platform';
import {
  Allow,
  CurrentUser,
  Form,
  FormOf,
  OtherPage,
  type Principal,
  squareOf,
  Typed,
  type WebRequest,
} from '../shell/index.js';
import { appForm, passkeyForm } from './account.form.js';

const CODES_VIEW = 'site/views/account-codes.njk';
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
  ) {}

  @Get('app')
  @Allow('user', 'change', { about: 'oneself' })
  @Render('site/views/account-app.njk')
  async showApp(@Req() { session }: WebRequest, @Typed() typed: { seed?: unknown } | undefined) {
    const seed = this.factors.seedFor({ id: session!.userId, email: session!.email }, typed?.seed);
    return { seed, square: await squareOf(seed.uri) };
  }

  @Post('app')
  @Allow('user', 'change', { about: 'oneself' })
  @FormOf('showApp')
  @Redirect(DONE, 303)
  async addApp(
    @CurrentUser() who: Principal,
    @Form(appForm) { seed, code }: z.output<typeof appForm>,
  ): Promise<void> {
    showCodes(await this.own.add(who.userId!, { kind: 'app', sealed: seed, code }));
  }

  @Get('passkeys')
  @Allow('user', 'change', { about: 'oneself' })
  @Render('site/views/account-passkey.njk')
  async showPasskey(@Req() { session }: WebRequest) {
    const user = { id: session!.userId, name: session!.name, email: session!.email };
    return { passkey: await this.db.read([], (tx) => this.passkeys.newQuestion(tx, user)) };
  }

  @Post('passkeys')
  @Allow('user', 'change', { about: 'oneself' })
  @FormOf('showPasskey')
  @Redirect(DONE, 303)
  async addPasskey(
    @CurrentUser() who: Principal,
    @Form(passkeyForm) { sealed, response, name }: z.output<typeof passkeyForm>,
  ): Promise<void> {
    showCodes(await this.own.add(who.userId!, { kind: 'passkey', name, answer: { sealed, response } }));
  }
}

/** With the first factor come recovery codes, shown this once. */
function showCodes(codes: string[] | undefined): void {
  if (codes) throw new OtherPage(CODES_VIEW, { codes, first: true });
}

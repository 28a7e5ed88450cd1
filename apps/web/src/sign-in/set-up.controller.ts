import { Controller, Get, Post, Query, Redirect, Render, Req, Res } from '@nestjs/common';
import type { z } from 'zod';
import { Factors, Passkeys, SecondStep, type SignInStepView, stepEnded } from '#access';
import { type NewFactor, OwnAccount } from '#accounts';
import { Database } from '#platform';
import {
  AllowAnyone,
  CODES_PAGE,
  Cookies,
  Form,
  FormOf,
  ownAddress,
  SeeOther,
  ShownCodes,
  squareOf,
  Typed,
  type WebRequest,
  type WebResponse,
} from '../shell/index.js';
import { Arrival } from './arrival.js';
import { newAppForm, newPasskeyForm } from './sign-in.form.js';

const WHY = 'setting the second factor up: the password was given, and its cookie is looked up here';

/** The first second factor, for who has none where one is needed: before it is there, no other page opens. */
@Controller('sign-in/set-up')
export class SetUpController {
  constructor(
    private readonly step: SecondStep,
    private readonly factors: Factors,
    private readonly passkeys: Passkeys,
    private readonly own: OwnAccount,
    private readonly cookies: Cookies,
    private readonly arrival: Arrival,
    private readonly db: Database,
    private readonly shown: ShownCodes,
  ) {}

  @Get()
  @AllowAnyone(WHY)
  @Render('sign-in/views/set-up.njk')
  async show(
    @Query('next') next: unknown,
    @Req() req: WebRequest,
    @Typed() typed: { seed?: unknown } | undefined,
  ) {
    const step = await this.find(req);
    const user = { id: step.userId, name: step.name, email: step.email };
    const seed = this.factors.seedFor(user, typed?.seed);
    const passkey = await this.db.read([], (tx) => this.passkeys.newQuestion(tx, user));
    return {
      values: { next: ownAddress(next) },
      seed,
      square: await squareOf(seed.uri),
      passkey,
      passkeysWork: this.passkeys.possible,
    };
  }

  @Post('app')
  @AllowAnyone(WHY)
  @FormOf('show')
  @Redirect('', 303)
  byApp(
    @Form(newAppForm) { seed, code, next }: z.output<typeof newAppForm>,
    @Req() req: WebRequest,
    @Res({ passthrough: true }) res: WebResponse,
  ) {
    return this.setUp(req, res, { kind: 'app', sealed: seed, code }, next);
  }

  @Post('passkey')
  @AllowAnyone(WHY)
  @FormOf('show')
  @Redirect('', 303)
  byPasskey(
    @Form(newPasskeyForm) { sealed, response, name, next }: z.output<typeof newPasskeyForm>,
    @Req() req: WebRequest,
    @Res({ passthrough: true }) res: WebResponse,
  ) {
    return this.setUp(req, res, { kind: 'passkey', name, answer: { sealed, response } }, next);
  }

  private async setUp(req: WebRequest, res: WebResponse, factor: NewFactor, next: string | undefined) {
    const id = this.cookies.step(req);
    if (!id) throw stepEnded();
    const { codes, ...entry } = await this.own.setUp(id, factor);
    await this.arrival.giveSession(req, res, entry);
    this.shown.give(res, { userId: entry.userId, codes, first: true });
    const to = ownAddress(next);
    return { url: to === '/' ? CODES_PAGE : `${CODES_PAGE}?next=${encodeURIComponent(to)}` };
  }

  /** Whose step it is; somebody with a factor is asked for it instead. */
  private async find(req: WebRequest): Promise<SignInStepView> {
    const id = this.cookies.step(req);
    const step = id ? await this.step.find(id) : undefined;
    if (!step) throw new SeeOther('/sign-in');
    if (step.hasFactor) throw new SeeOther('/sign-in/code');
    return step;
  }
}

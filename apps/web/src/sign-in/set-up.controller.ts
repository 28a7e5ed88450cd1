import { Controller, Get, Post, Query, Render, Req, Res } from '@nestjs/common';
import type { z } from 'zod';
import { Factors, Passkeys, SecondStep, type SignInStepView, stepEnded } from '#access';
import { type NewFactor, OwnAccount } from '#accounts';
import { Database } from '#platform';
import {
  AllowAnyone,
  Cookies,
  Form,
  FormOf,
  SeeOther,
  squareOf,
  Typed,
  type WebRequest,
  type WebResponse,
} from '../shell/index.js';
import { Arrival } from './arrival.js';
import { ownAddress } from './own-address.js';
import { newAppForm, newPasskeyForm } from './sign-in.form.js';

const WHY = 'setting the second factor up: the password was given, and its cookie is looked up here';
const CODES_VIEW = 'sign-in/views/codes.njk';

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
    return { values: { next: ownAddress(next) }, seed, square: await squareOf(seed.uri), passkey };
  }

  @Post('app')
  @AllowAnyone(WHY)
  @FormOf('show')
  @Render(CODES_VIEW)
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
  @Render(CODES_VIEW)
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
    res.status(200);
    return { codes, next: ownAddress(next) };
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

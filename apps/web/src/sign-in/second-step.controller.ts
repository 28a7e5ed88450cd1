import { Controller, Get, Post, Query, Redirect, Render, Req, Res } from '@nestjs/common';
import type { z } from 'zod';
import { type PasskeyQuestion, Passkeys, SecondStep, type SignInStepView, stepEnded } from '#access';
import { Database } from '#platform';
import {
  AllowAnyone,
  Cookies,
  Form,
  FormOf,
  ownAddress,
  SeeOther,
  type WebRequest,
  type WebResponse,
} from '../shell/index.js';
import { Arrival } from './arrival.js';
import { codeForm, passkeyForm } from './sign-in.form.js';

const WHY = 'the second step of the way in: the password was given, and its cookie is looked up here';
export const CODE_VIEW = 'sign-in/views/code.njk';

/** What the page that asks for the second factor shows. */
export const codePage = async (
  db: Database,
  passkeys: Passkeys,
  { userId, email }: SignInStepView,
): Promise<{ email: string; passkey: PasskeyQuestion | undefined }> => ({
  email,
  passkey: await db.read([], (tx) => passkeys.questionFor(tx, userId)),
});

/** The second factor, after the password. */
@Controller('sign-in/code')
export class SecondStepController {
  constructor(
    private readonly step: SecondStep,
    private readonly passkeys: Passkeys,
    private readonly cookies: Cookies,
    private readonly arrival: Arrival,
    private readonly db: Database,
  ) {}

  @Get()
  @AllowAnyone(WHY)
  @Render(CODE_VIEW)
  async show(@Query('next') next: unknown, @Req() req: WebRequest) {
    const id = this.cookies.step(req);
    const step = id && (await this.step.find(id));
    if (!step) throw new SeeOther('/sign-in');
    if (!step.hasFactor) throw new SeeOther('/sign-in/set-up');
    return { ...(await codePage(this.db, this.passkeys, step)), values: { next: ownAddress(next) } };
  }

  @Post()
  @AllowAnyone(WHY)
  @FormOf('show')
  @Redirect('', 303)
  async enter(
    @Form(codeForm) { code, next, kept }: z.output<typeof codeForm>,
    @Req() req: WebRequest,
    @Res({ passthrough: true }) res: WebResponse,
  ) {
    const entry = await this.step.withCode(this.mustHave(req), code, this.cookies.browser(req));
    return { url: await this.arrival.at(req, res, entry, { next, kept }) };
  }

  @Post('passkey')
  @AllowAnyone(WHY)
  @FormOf('show')
  @Redirect('', 303)
  async enterByPasskey(
    @Form(passkeyForm) { sealed, response, next, kept }: z.output<typeof passkeyForm>,
    @Req() req: WebRequest,
    @Res({ passthrough: true }) res: WebResponse,
  ) {
    const entry = await this.step.withPasskey(this.mustHave(req), { sealed, response });
    return { url: await this.arrival.at(req, res, entry, { next, kept }) };
  }

  private mustHave(req: WebRequest): string {
    const id = this.cookies.step(req);
    if (!id) throw stepEnded();
    return id;
  }
}

import { Controller, Get, Post, Query, Redirect, Render, Req } from '@nestjs/common';
import type { z } from 'zod';
import { PasswordReset } from '#accounts';
import { networkOf } from '#platform';
import { AllowAnyone, Form, FormOf, type WebRequest } from '../shell/index.js';
import { resetForm } from './sign-in.form.js';

const HERE = '/sign-in/new-password';
const WHY = 'for those who have forgotten their password';

/** A link for a new password, by email. The same page whether or not there is such an account. */
@Controller(HERE)
export class ResetController {
  constructor(private readonly reset: PasswordReset) {}

  @Get()
  @AllowAnyone(WHY)
  @Render('sign-in/views/reset.njk')
  show(@Query('done') done: unknown) {
    return { sent: done === 'sent' };
  }

  @Post()
  @AllowAnyone(WHY)
  @FormOf('show')
  @Redirect(`${HERE}?done=sent`, 303)
  async ask(@Form(resetForm) { email }: z.output<typeof resetForm>, @Req() req: WebRequest): Promise<void> {
    await this.reset.ask(email, networkOf(req.ip));
  }
}

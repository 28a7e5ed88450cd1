import { Controller, Get, HttpCode, Post, Render, Req } from '@nestjs/common';
import type { z } from 'zod';
import { PasswordReset } from '#accounts';
import { networkOf } from '#platform';
import { AllowAnyone, Form, FormOf, type WebRequest } from '../shell/index.js';
import { resetForm } from './sign-in.form.js';

const VIEW = 'sign-in/views/reset.njk';
const WHY = 'for those who have forgotten their password';

/** A link for a new password, by email. The same page whether or not there is such an account. */
@Controller('sign-in/new-password')
export class ResetController {
  constructor(private readonly reset: PasswordReset) {}

  @Get()
  @AllowAnyone(WHY)
  @Render(VIEW)
  show() {
    return {};
  }

  @Post()
  @AllowAnyone(WHY)
  @FormOf('show')
  @HttpCode(200)
  @Render(VIEW)
  async ask(@Form(resetForm) { email }: z.output<typeof resetForm>, @Req() req: WebRequest) {
    await this.reset.ask(email, networkOf(req.ip));
    return { sent: email };
  }
}

import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { PasswordReset } from '#accounts';
import { networkOf } from '#platform';
import { AllowAnyone, page, readForm, refusal, type WebRequest, type WebResponse } from '../shell/index.js';
import { resetForm } from './sign-in.form.js';

const VIEW = 'sign-in/views/reset.njk';
const WHY = 'for those who have forgotten their password';

/** A link for a new password, by email. The same page whether or not there is such an account. */
@Controller('sign-in/new-password')
export class ResetController {
  constructor(private readonly reset: PasswordReset) {}

  @Get()
  @AllowAnyone(WHY)
  show(@Res() res: WebResponse): void {
    page(res, VIEW, {});
  }

  @Post()
  @AllowAnyone(WHY)
  async ask(@Body() body: unknown, @Req() req: WebRequest, @Res() res: WebResponse): Promise<void> {
    const form = readForm(resetForm, body);
    if (!form.ok) return page(res, VIEW, { errors: form.errors, values: form.values }, 422);
    try {
      await this.reset.ask(form.data.email, networkOf(req.ip));
    } catch (error) {
      const { errors, status } = refusal(res, error);
      return page(res, VIEW, { errors, values: form.values }, status);
    }
    page(res, VIEW, { sent: form.data.email });
  }
}

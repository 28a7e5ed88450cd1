import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { Areas, SignInSessions } from '#access';
import { Database, notFound } from '#platform';
import {
  Allow,
  CurrentUser,
  type Principal,
  page,
  readForm,
  type WebRequest,
  type WebResponse,
} from '../shell/index.js';
import { chooseAreaForm } from './sign-in.form.js';

const VIEW = 'sign-in/views/area.njk';

/** Which of one's areas to look at. It is a property of one's own sign-in, so that right is asked for. */
@Controller('area')
export class AreaController {
  constructor(
    private readonly areas: Areas,
    private readonly sessions: SignInSessions,
    private readonly db: Database,
  ) {}

  @Get()
  @Allow('sign_in_session', 'list')
  async show(@CurrentUser() who: Principal, @Res() res: WebResponse): Promise<void> {
    page(res, VIEW, { areas: await this.areas.list(who.accessibleAreaIds) });
  }

  @Post()
  @Allow('sign_in_session', 'list')
  async choose(
    @CurrentUser() who: Principal,
    @Body() body: unknown,
    @Req() req: WebRequest,
    @Res() res: WebResponse,
  ): Promise<void> {
    const form = readForm(chooseAreaForm, body);
    if (!form.ok) {
      page(res, VIEW, { areas: await this.areas.list(who.accessibleAreaIds), errors: form.errors }, 422);
      return;
    }
    if (!who.accessibleAreaIds.includes(form.data.area)) throw notFound();
    const id = req.sessionId;
    if (id) await this.db.write([], (tx) => this.sessions.chooseArea(tx, id, form.data.area));
    res.redirect(303, '/');
  }
}

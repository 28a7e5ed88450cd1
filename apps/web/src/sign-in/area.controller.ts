import { Controller, Get, Post, Redirect, Render, Req } from '@nestjs/common';
import type { z } from 'zod';
import { SignInSessions } from '#access';
import { Database, notFound } from '#platform';
import { Allow, CurrentUser, Form, FormOf, type Principal, type WebRequest } from '../shell/index.js';
import { chooseAreaForm } from './sign-in.form.js';

/** Which of one's areas to look at. It is a property of one's own sign-in, so that right is asked for. */
@Controller('area')
export class AreaController {
  constructor(
    private readonly sessions: SignInSessions,
    private readonly db: Database,
  ) {}

  @Get()
  @Allow('sign_in_session', 'list', { about: 'oneself' })
  @Render('sign-in/views/area.njk')
  show(@CurrentUser() who: Principal) {
    return { areas: who.allAreas.filter((area) => who.accessibleAreaIds.includes(area.id)) };
  }

  @Post()
  @Allow('sign_in_session', 'list', { about: 'oneself' })
  @FormOf('show')
  @Redirect('/', 303)
  async choose(
    @CurrentUser() who: Principal,
    @Form(chooseAreaForm) { area }: z.output<typeof chooseAreaForm>,
    @Req() { sessionId }: WebRequest,
  ): Promise<void> {
    if (!who.accessibleAreaIds.includes(area)) throw notFound();
    if (sessionId) await this.db.write([], (tx) => this.sessions.chooseArea(tx, sessionId, area));
  }
}

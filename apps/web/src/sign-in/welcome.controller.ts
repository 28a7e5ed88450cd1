import { Controller, Get, Inject, Post, Redirect, Render, Req } from '@nestjs/common';
import type { z } from 'zod';
import { FirstAccount, missingSettings, SignInSessions, Users } from '#access';
import { Employers } from '#employers';
import { Database, Settings } from '#platform';
import { Courses } from '#training';
import { Allow, CurrentUser, Form, FormOf, type Principal, type WebRequest } from '../shell/index.js';
import { mayAddAreas } from './areas.access.js';
import { SAMPLE_AREA, type SampleLoader } from './sample-area.js';
import { areaForm } from './sign-in.form.js';

/** Setting an installation up: the first area, or the sample one; later further areas. */
@Controller('welcome')
export class WelcomeController {
  constructor(
    private readonly first: FirstAccount,
    private readonly users: Users,
    private readonly employers: Employers,
    private readonly sessions: SignInSessions,
    private readonly db: Database,
    private readonly settings: Settings,
    private readonly courses: Courses,
    @Inject(SAMPLE_AREA) private readonly sample: SampleLoader,
  ) {}

  @Get()
  @Allow('user', 'create')
  @Render('sign-in/views/welcome.njk')
  async show(@CurrentUser() who: Principal, @Req() req: WebRequest) {
    mayAddAreas(who);
    const areas = who.allAreas;
    const [people, employers] = await Promise.all([
      this.users.list(who.areaId ? [who.areaId] : []),
      this.hasEmployers(who.areaId),
    ]);
    const steps = [
      {
        text: 'Your account',
        hint: req.session!.hasFactor
          ? 'Kept by you alone, with a second factor'
          : 'Kept by you alone. You can set up a second factor',
        href: '/account/security',
        done: true,
      },
      { text: 'Your area', hint: who.area?.name ?? '', done: areas.length > 0 },
      {
        text: 'What your area says about itself',
        hint: 'Who runs it, whom to ask, and what the privacy notice needs',
        href: '/settings/area',
        go: 'what your area says about itself',
        done: Boolean(who.area) && !missingSettings(who.area!).length,
      },
      {
        text: 'Your employers',
        hint: 'Import a list; it is shown and checked before anything is stored',
        href: '/imports',
        go: 'your employers',
        done: employers,
      },
      {
        text: 'People and roles',
        hint: 'Who else works here, and what each may do',
        href: '/settings',
        go: 'people and roles',
        done: people.length > 1,
      },
    ];
    return {
      areas,
      steps,
      doneCount: steps.filter((step) => step.done).length,
      next: steps.find((step) => !step.done),
      sample: !areas.some((area) => area.slug === this.sample.slug),
      mailbox: !this.settings.smtpUrl,
    };
  }

  @Post('area')
  @Allow('user', 'create')
  @FormOf('show')
  @Redirect('/welcome?done=area', 303)
  async make(
    @CurrentUser() who: Principal,
    @Form(areaForm) { name, gssCode, ...settings }: z.output<typeof areaForm>,
    @Req() { sessionId }: WebRequest,
  ): Promise<void> {
    mayAddAreas(who);
    const input = { name, gssCode: gssCode || null, settings };
    const area = await this.first.makeArea(who.userId!, input, (tx, areaId) =>
      this.courses.addFirst(tx, areaId),
    );
    if (sessionId) await this.db.write([], (tx) => this.sessions.chooseArea(tx, sessionId, area.id));
  }

  /** Each area is set up by itself: another one's employers, or the sample's, are no step of this one. */
  private async hasEmployers(areaId: string): Promise<boolean> {
    if (!areaId) return false;
    return this.db.read([areaId], async (tx) => (await this.employers.count(tx, areaId)) > 0);
  }
}

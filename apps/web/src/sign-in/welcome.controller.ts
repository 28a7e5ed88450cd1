import { Body, Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { Areas, FirstAccount, missingSettings, SignInSessions, Users } from '#access';
import { Employers } from '#employers';
import { CodedError, Database, Settings } from '#platform';
import { Courses } from '#training';
import {
  Allow,
  CurrentUser,
  fieldErrors,
  type Principal,
  page,
  readForm,
  type WebRequest,
  type WebResponse,
} from '../shell/index.js';
import { SAMPLE_AREA, type SampleLoader } from './sample-area.js';
import { areaForm } from './sign-in.form.js';

const VIEW = 'sign-in/views/welcome.njk';

/** Setting an installation up: the first area, or the sample one; later further areas. */
@Controller('welcome')
export class WelcomeController {
  constructor(
    private readonly areas: Areas,
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
  async show(@CurrentUser() who: Principal, @Res() res: WebResponse): Promise<void> {
    page(res, VIEW, await this.model(who));
  }

  @Post('area')
  @Allow('user', 'create')
  async make(
    @CurrentUser() who: Principal,
    @Body() body: unknown,
    @Req() req: WebRequest,
    @Res() res: WebResponse,
  ): Promise<void> {
    await this.model(who);
    const form = readForm(areaForm, body);
    let errors = form.ok ? undefined : form.errors;
    if (form.ok)
      try {
        const { name, gssCode, ...settings } = form.data;
        const area = await this.first.makeArea(
          who.userId!,
          { name, gssCode: gssCode || null, settings },
          (tx, areaId) => this.courses.addFirst(tx, areaId),
        );
        await this.choose(req, area.id);
        res.redirect(303, '/welcome?done=area');
        return;
      } catch (error) {
        errors = fieldErrors(error);
      }
    page(res, VIEW, { ...(await this.model(who)), errors, values: form.values }, 422);
  }

  private async choose(req: WebRequest, areaId: string): Promise<void> {
    const id = req.sessionId;
    if (id) await this.db.write([], (tx) => this.sessions.chooseArea(tx, id, areaId));
  }

  /** Areas are made by administrators of the whole installation only. */
  private async model(who: Principal): Promise<object> {
    if (!who.isSystemAdmin)
      throw new CodedError(
        'forbidden',
        'access.not-granted',
        'Only an administrator of the whole installation may add areas.',
      );
    const areas = await this.areas.list();
    const [people, employers] = await Promise.all([
      this.users.list(who.areaId ? [who.areaId] : []),
      this.hasEmployers(who.areaId),
    ]);
    const steps = [
      { text: 'Your account', hint: 'Kept by you alone', done: true },
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

  /** Each area is set up by itself: another one's employers, or the sample's, are no step of this one. */
  private async hasEmployers(areaId: string): Promise<boolean> {
    if (!areaId) return false;
    return this.db.read([areaId], async (tx) => (await this.employers.count(tx, areaId)) > 0);
  }
}

import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { Areas, Audit, mayManage, type Person, Tokens, Users } from '#access';
import { CodedError, Database, notFound, Settings } from '#platform';
import { Allow, fieldErrors, page, readForm, type WebResponse, Who } from '../shell/index.js';
import { accessForm, GIVEN_ROLES, personForm, ROLE_HINTS, ROLE_WORDS } from './settings.form.js';

const PERSON_VIEW = 'site/views/person-new.njk';

/** People, areas and API tokens. */
@Controller('settings')
export class SettingsController {
  constructor(
    private readonly areas: Areas,
    private readonly users: Users,
    private readonly tokens: Tokens,
    private readonly audit: Audit,
    private readonly db: Database,
    private readonly settings: Settings,
  ) {}

  @Get()
  @Allow('setting', 'list')
  async show(@Who() who: Who, @Res() res: WebResponse): Promise<void> {
    const manages = who.may('user', 'create');
    const [areas, people, tokens] = await Promise.all([
      this.areas.list(who.areas),
      this.users.list(who.areas),
      this.tokens.list({ ...(!manages && { userId: who.userId }), ...within(who) }),
    ]);
    page(res, 'site/views/settings.njk', {
      areas,
      people: people.map((person) => ({
        ...person,
        self: person.id === who.userId,
        managed: manages && mayManage(who, person),
      })),
      tokens,
      roleWords: ROLE_WORDS,
      manages,
    });
  }

  @Get('people/new')
  @Allow('user', 'create')
  async newPerson(@Who() who: Who, @Res() res: WebResponse): Promise<void> {
    page(res, PERSON_VIEW, await this.personModel(who));
  }

  /** The link is shown on the answer itself, since only its hash is kept. */
  @Post('people')
  @Allow('user', 'create')
  async addPerson(@Who() who: Who, @Body() body: unknown, @Res() res: WebResponse): Promise<void> {
    const form = readForm(personForm, body);
    const again = async (errors: object) =>
      page(res, PERSON_VIEW, { ...(await this.personModel(who)), errors, values: form.values }, 422);
    if (!form.ok) return again(form.errors);
    const { area, role, name, email, agency } = form.data;
    if (!who.areas.includes(area)) throw notFound();
    try {
      const made = await this.db.write([], (tx) =>
        this.users.invite(
          tx,
          { name, email, role, areaId: area, agency: role === 'partner' ? agency : null },
          who.actor,
        ),
      );
      if (!made.token) return res.redirect(303, '/settings?done=role');
      this.showLink(res, name, made.token);
    } catch (error) {
      return again(fieldErrors(error));
    }
  }

  @Get('people/:id')
  @Allow('user', 'change')
  async showPerson(@Who() who: Who, @Param('id') id: string, @Res() res: WebResponse): Promise<void> {
    page(res, 'site/views/person.njk', { person: await this.managed(who, id), roleWords: ROLE_WORDS });
  }

  @Post('people/:id')
  @Allow('user', 'change')
  async changeAccess(
    @Who() who: Who,
    @Param('id') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const person = await this.managed(who, id);
    const form = readForm(accessForm, body);
    if (!form.ok) {
      const model = { person, roleWords: ROLE_WORDS, errors: form.errors, values: form.values };
      return page(res, 'site/views/person.njk', model, 422);
    }
    const { act, reason } = form.data;
    if (act === 'link') {
      const token = await this.db.write([], (tx) => this.users.renewLink(tx, id, who.actor, reason));
      return this.showLink(res, person.name, token);
    }
    await this.db.write([], (tx) => this.users.setDisabled(tx, id, act === 'end', who.actor, reason));
    res.redirect(303, act === 'end' ? '/settings?done=ended' : '/settings?done=back');
  }

  @Post('tokens/:id/end')
  @Allow('api_token', 'delete')
  async endToken(@Who() who: Who, @Param('id') id: string, @Res() res: WebResponse): Promise<void> {
    if (!(await this.tokens.list({ id, ...within(who) })).length) throw notFound();
    await this.db.write([], async (tx) => {
      await this.tokens.revoke(tx, id);
      await this.audit.record(tx, {
        areaId: null,
        actor: who.actor,
        verb: 'delete',
        resource: 'api_token',
        subject: id,
      });
    });
    res.redirect(303, '/settings?done=token');
  }

  private showLink(res: WebResponse, name: string, token: string): void {
    res.setHeader('Referrer-Policy', 'no-referrer');
    page(res, 'site/views/person-link.njk', { name, link: `${this.settings.baseUrl}/start/${token}` });
  }

  /** Somebody the caller administers; oneself and administrators above one count as not there. */
  private async managed(who: Who, id: string): Promise<Person> {
    const person = (await this.users.list(who.areas)).find((one) => one.id === id);
    if (who.scope !== 'area' || !person || id === who.userId || !mayManage(who, person)) throw notFound();
    return person;
  }

  private async personModel(who: Who): Promise<object> {
    const areas = await this.areas.list(who.areas);
    if (!areas.length)
      throw new CodedError(
        'conflict',
        'access.no-area',
        'There is no area yet. Make one first, on the page Set up.',
      );
    return {
      areas,
      roles: GIVEN_ROLES.map((role) => ({ role, text: ROLE_WORDS[role], hint: ROLE_HINTS[role] })),
    };
  }
}

/** Which tokens the caller administers: all of the installation, or those for one of the areas. */
const within = (who: Who) => (who.installation ? {} : { areaIds: who.areas });

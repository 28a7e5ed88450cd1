import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { Areas, Audit, mayManage, Tokens, Users } from '#access';
import { Accounts, roleWords } from '#accounts';
import { CodedError, Database, notFound } from '#platform';
import {
  Allow,
  CurrentUser,
  fieldErrors,
  type Principal,
  page,
  readForm,
  type WebResponse,
} from '../shell/index.js';
import { GIVEN_ROLES, personForm, ROLE_HINTS } from './settings.form.js';

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
    private readonly accounts: Accounts,
  ) {}

  @Get()
  @Allow('setting', 'list')
  async show(@CurrentUser() who: Principal, @Res() res: WebResponse): Promise<void> {
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
      roleWords,
      manages,
    });
  }

  @Get('people/new')
  @Allow('user', 'create')
  async newPerson(@CurrentUser() who: Principal, @Res() res: WebResponse): Promise<void> {
    page(res, PERSON_VIEW, await this.personModel(who));
  }

  /** The link to choose a password goes to its owner by email, and is shown to nobody. */
  @Post('people')
  @Allow('user', 'create')
  async addPerson(
    @CurrentUser() who: Principal,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const form = readForm(personForm, body);
    const again = async (errors: object) =>
      page(res, PERSON_VIEW, { ...(await this.personModel(who)), errors, values: form.values }, 422);
    if (!form.ok) return again(form.errors);
    const { area, role, name, email, agency } = form.data;
    if (!who.areas.includes(area)) throw notFound();
    try {
      const { invited } = await this.accounts.invite(
        { name, email, role, areaId: area, agency: role === 'partner' ? agency : null },
        who.actor,
      );
      res.redirect(303, invited ? '/settings?done=invited' : '/settings?done=role');
    } catch (error) {
      return again(fieldErrors(error));
    }
  }

  @Post('tokens/:id/end')
  @Allow('api_token', 'delete')
  async endToken(
    @CurrentUser() who: Principal,
    @Param('id') id: string,
    @Res() res: WebResponse,
  ): Promise<void> {
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

  private async personModel(who: Principal): Promise<object> {
    const areas = await this.areas.list(who.areas);
    if (!areas.length)
      throw new CodedError(
        'conflict',
        'access.no-area',
        'There is no area yet. Make one first, on the page Set up.',
      );
    return {
      areas,
      roles: GIVEN_ROLES.map((role) => ({ role, text: roleWords[role], hint: ROLE_HINTS[role] })),
    };
  }
}

/** Which tokens the caller administers: all of the installation, or those for one of the areas. */
const within = (who: Principal) => (who.isSystemAdmin ? {} : { areaIds: who.areas });

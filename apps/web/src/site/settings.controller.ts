import { Controller, Get, Param, Post, Redirect, Render } from '@nestjs/common';
import type { z } from 'zod';
import { Audit, mayManage, RightsReviews, Tokens, Users } from '#access';
import { Accounts, Administrators, roleWords } from '#accounts';
import { CodedError, Database, FailedJobs, notFound } from '#platform';
import { Retention } from '#retention';
import {
  Allow,
  administratorsNote,
  CurrentUser,
  Form,
  FormOf,
  failedJobsNote,
  type Principal,
  retentionNote,
} from '../shell/index.js';
import { GIVEN_ROLES, personForm, ROLE_HINTS } from './settings.form.js';

/** People, areas and API tokens. */
@Controller('settings')
export class SettingsController {
  constructor(
    private readonly users: Users,
    private readonly tokens: Tokens,
    private readonly audit: Audit,
    private readonly db: Database,
    private readonly accounts: Accounts,
    private readonly failedJobs: FailedJobs,
    private readonly reviews: RightsReviews,
    private readonly retention: Retention,
    private readonly administrators: Administrators,
  ) {}

  @Get()
  @Allow('setting', 'list')
  @Render('site/views/settings.njk')
  async show(@CurrentUser() who: Principal) {
    const manages = who.may('user', 'create');
    const [people, tokens, review] = await Promise.all([
      manages ? this.users.roster(who) : this.users.list(who.areas),
      this.tokens.list({ ...(!manages && { userId: who.userId }), ...within(who) }),
      manages && who.areas.length ? this.reviewOf(who.areas) : undefined,
    ]);
    return {
      review,
      failed: await failedJobsNote(who, this.db, this.failedJobs),
      going: await this.db.read([], (tx) => retentionNote(who, tx, this.retention)),
      administratorsWait: await administratorsNote(who, this.administrators),
      areas: areasOf(who),
      people: people.map((person) => ({
        ...person,
        self: person.id === who.userId,
        managed: manages && mayManage(who, person),
      })),
      tokens,
      endsTokens: who.may('api_token', 'delete'),
      roleWords,
      manages,
    };
  }

  /** When rights are to be looked through in these areas; of those that are due, the names. */
  private async reviewOf(areas: readonly string[]) {
    const all = await this.reviews.list(areas);
    const due = all.filter((one) => one.due);
    const nextAt = all.map((one) => one.dueAt).sort((a, b) => a.getTime() - b.getTime())[0];
    return { due: due.length > 0, areas: due.map((one) => one.areaName).join(', '), nextAt };
  }

  @Get('people/new')
  @Allow('user', 'create')
  @Render('site/views/person-new.njk')
  newPerson(@CurrentUser() who: Principal) {
    const areas = areasOf(who);
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

  /** The link to choose a password goes to its owner by email, and is shown to nobody. */
  @Post('people')
  @Allow('user', 'create')
  @FormOf('newPerson')
  @Redirect('', 303)
  async addPerson(
    @CurrentUser() who: Principal,
    @Form(personForm) { area, role, name, email, agency }: z.output<typeof personForm>,
  ) {
    if (!who.areas.includes(area)) throw notFound();
    const input = { name, email, role, areaId: area, agency: role === 'partner' ? agency : null };
    return { url: `/settings?done=${await this.accounts.invite(input, who.actor)}` };
  }

  @Post('tokens/:id/end')
  @Allow('api_token', 'delete')
  @Redirect('/settings?done=token', 303)
  async endToken(@CurrentUser() who: Principal, @Param('id') id: string): Promise<void> {
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
  }
}

/** The areas in which the caller sees the page. */
const areasOf = (who: Principal) => who.allAreas.filter((area) => who.areas.includes(area.id));

/** Which tokens the caller administers: all of the installation, or those for one of the areas. */
const within = (who: Principal) => (who.isSystemAdmin ? {} : { areaIds: who.areas });

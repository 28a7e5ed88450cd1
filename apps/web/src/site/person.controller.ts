import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { type Held, mayManage, type Person, Users } from '#access';
import { Accounts, roleWords } from '#accounts';
import { notFound } from '#platform';
import {
  Allow,
  CurrentUser,
  fieldErrors,
  type Principal,
  page,
  readForm,
  type WebResponse,
} from '../shell/index.js';
import { accessForm, GIVEN_ROLES, heldName, roleForm } from './settings.form.js';

const VIEW = 'site/views/person.njk';

/** One person who works here: their access and their roles. Every change is told to them by email. */
@Controller('settings/people/:id')
export class PersonController {
  constructor(
    private readonly users: Users,
    private readonly accounts: Accounts,
  ) {}

  @Get()
  @Allow('user', 'change')
  async show(@CurrentUser() who: Principal, @Param('id') id: string, @Res() res: WebResponse): Promise<void> {
    page(res, VIEW, this.model(who, await this.managed(who, id)));
  }

  @Post()
  @Allow('user', 'change')
  async changeAccess(
    @CurrentUser() who: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const person = await this.managed(who, id);
    const form = readForm(accessForm, body);
    if (!form.ok)
      return page(res, VIEW, { ...this.model(who, person), errors: form.errors, values: form.values }, 422);
    const { act, reason } = form.data;
    if (act === 'link') await this.accounts.sendLink(id, who.actor, reason);
    else await this.accounts.setDisabled(id, act === 'end', who.actor, reason);
    res.redirect(303, `/settings?done=${{ link: 'link', end: 'ended', back: 'back' }[act]}`);
  }

  @Post('role')
  @Allow('user', 'change')
  async changeRole(
    @CurrentUser() who: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const person = await this.managed(who, id);
    const form = readForm(roleForm, body);
    const again = (errors: object) =>
      page(res, VIEW, { ...this.model(who, person), errors, values: form.values }, 422);
    if (!form.ok) return again(form.errors);
    const { role, agency, roleReason } = form.data;
    const held = this.changeable(who, person).find((grant) => heldName(grant) === form.data.held);
    if (!held) throw notFound();
    try {
      const next = role === 'none' ? null : { role, agency: role === 'partner' ? (agency ?? null) : null };
      await this.accounts.changeRole(id, held, next, who.actor, roleReason);
    } catch (error) {
      return again(fieldErrors(error));
    }
    res.redirect(303, '/settings?done=changed');
  }

  /** Somebody the caller administers; oneself and administrators above one count as not there. */
  private async managed(who: Principal, id: string): Promise<Person> {
    const person = (await this.users.list(who.areas)).find((one) => one.id === id);
    if (who.grantScope !== 'area' || !person || id === who.userId || !mayManage(who, person))
      throw notFound();
    return person;
  }

  /** The roles that may be changed here: those in the caller's areas; an administrator's takes two people. */
  private changeable(who: Principal, person: Person): (Held & Person['grants'][number])[] {
    return person.grants.filter(
      (grant) => grant.role !== 'administrator' && grant.areaId !== null && who.areas.includes(grant.areaId),
    );
  }

  private model(who: Principal, person: Person): object {
    return {
      person,
      roleWords,
      changeable: this.changeable(who, person).map((grant) => ({
        value: heldName(grant),
        text: `${roleWords[grant.role]}, ${grant.areaName}${grant.agency ? `, ${grant.agency}` : ''}`,
      })),
      roles: [
        ...GIVEN_ROLES.map((role) => ({ value: role, text: roleWords[role] })),
        { value: 'none', text: 'Nothing: take this role away' },
      ],
    };
  }
}

import { Controller, Get, Param, Post, Redirect, Render } from '@nestjs/common';
import type { z } from 'zod';
import { Factors, type Held, mayManage, type Person, Users } from '#access';
import { Accounts, roleWords } from '#accounts';
import { notFound, Settings } from '#platform';
import { Allow, CurrentUser, Form, FormOf, type Principal } from '../shell/index.js';
import {
  accessForm,
  addRoleForm,
  administratorForm,
  EVERYWHERE,
  GIVEN_ROLES,
  heldName,
  nameForm,
  roleForm,
} from './settings.form.js';

const LAST_ROLE =
  'It is their only role: they keep the account, can sign in, and see nothing. To close the account, end their access.';

/** One person who works here: their access and their roles. Every change is told to them by email. */
@Controller('settings/people/:id')
export class PersonController {
  constructor(
    private readonly users: Users,
    private readonly accounts: Accounts,
    private readonly factors: Factors,
    private readonly settings: Settings,
  ) {}

  @Get()
  @Allow('user', 'change', { subject: 'id' })
  @Render('site/views/person.njk')
  async show(@CurrentUser() who: Principal, @Param('id') id: string) {
    const person = await this.managed(who, id);
    return {
      person,
      mailbox: !this.settings.smtpUrl,
      administers: administersOf(person).map(({ areaId, areaName }) => ({
        value: areaId ?? EVERYWHERE,
        text: areaName ?? 'the whole installation',
      })),
      roleWords,
      factorRequired: this.factors.required,
      areas: who.allAreas
        .filter((area) => who.areas.includes(area.id))
        .map(({ id: value, name: text }) => ({ value, text })),
      newRoles: GIVEN_ROLES.map((role) => ({ value: role, text: roleWords[role] })),
      changeable: this.changeable(who, person).map((grant) => ({
        value: heldName(grant),
        text: `${roleWords[grant.role]}, ${grant.areaName}${grant.agency ? `, ${grant.agency}` : ''}`,
      })),
      roles: [
        ...GIVEN_ROLES.map((role) => ({ value: role, text: roleWords[role] })),
        {
          value: 'none',
          text: 'Nothing: take this role away',
          ...(person.grants.length === 1 && { hint: { text: LAST_ROLE } }),
        },
      ],
    };
  }

  @Post()
  @Allow('user', 'change', { subject: 'id' })
  @FormOf('show')
  @Redirect('', 303)
  async changeAccess(
    @CurrentUser() who: Principal,
    @Param('id') id: string,
    @Form(accessForm) { act, reason }: z.output<typeof accessForm>,
  ) {
    await this.managed(who, id);
    if (act === 'link') await this.accounts.sendLink(id, who.actor, reason);
    else if (act === 'lost') await this.accounts.restart(id, who.actor, reason);
    else await this.accounts.setDisabled(id, act === 'end', who.actor, reason);
    return { url: `/settings?done=${{ link: 'link', lost: 'lost', end: 'ended', back: 'back' }[act]}` };
  }

  @Post('role')
  @Allow('user', 'change', { subject: 'id' })
  @FormOf('show')
  @Redirect('', 303)
  async changeRole(
    @CurrentUser() who: Principal,
    @Param('id') id: string,
    @Form(roleForm) { held: name, role, agency, roleReason }: z.output<typeof roleForm>,
  ) {
    const person = await this.managed(who, id);
    const held = this.changeable(who, person).find((grant) => heldName(grant) === name);
    if (!held) throw notFound();
    const next = role === 'none' ? null : { role, agency: role === 'partner' ? agency : null };
    const changed = await this.accounts.changeRole(id, held, next, who.actor, roleReason);
    const left = next ? 'changed' : person.grants.length === 1 ? 'no-role' : 'changed';
    return { url: `/settings?done=${changed ? left : 'same'}` };
  }

  /** One alone may do it, since it can be urgent; the others hear of it at once (access matrix: `two` only for giving it). */
  @Post('administrator')
  @Allow('user', 'change', { subject: 'id' })
  @FormOf('show')
  @Redirect('/settings?done=no-administrator', 303)
  async takeAdministrator(
    @CurrentUser() who: Principal,
    @Param('id') id: string,
    @Form(administratorForm) { of, administratorReason }: z.output<typeof administratorForm>,
  ): Promise<void> {
    const held = administersOf(await this.managed(who, id)).find(
      ({ areaId }) => (areaId ?? EVERYWHERE) === of,
    );
    if (!held) throw notFound();
    await this.accounts.changeRole(id, held, null, who.actor, administratorReason);
  }

  @Post('name')
  @Allow('user', 'change', { subject: 'id' })
  @FormOf('show')
  @Redirect('', 303)
  async rename(
    @CurrentUser() who: Principal,
    @Param('id') id: string,
    @Form(nameForm) { personName, nameReason }: z.output<typeof nameForm>,
  ) {
    await this.managed(who, id);
    const changed = await this.accounts.rename(id, personName, who.actor, nameReason);
    return { url: `/settings?done=${changed ? 'named' : 'name-same'}` };
  }

  @Post('roles')
  @Allow('user', 'change', { subject: 'id' })
  @FormOf('show')
  @Redirect('', 303)
  async addRole(
    @CurrentUser() who: Principal,
    @Param('id') id: string,
    @Form(addRoleForm) { newRole: role, newArea, newAgency, newReason }: z.output<typeof addRoleForm>,
  ) {
    await this.managed(who, id);
    if (!who.areas.includes(newArea)) throw notFound();
    const given = { role, areaId: newArea, agency: role === 'partner' ? newAgency : null };
    const changed = await this.accounts.giveRole(id, given, who.actor, newReason);
    return { url: `/settings?done=${changed ? 'role' : 'same'}` };
  }

  /** Somebody the caller administers; oneself and administrators above one count as not there. */
  private async managed(who: Principal, id: string): Promise<Person> {
    const person = (await this.users.roster(who)).find((one) => one.id === id);
    if (!person || id === who.userId || !mayManage(who, person)) throw notFound();
    return person;
  }

  /** The roles that may be changed here: those in the caller's areas; an administrator's takes two people. */
  private changeable(who: Principal, person: Person): (Held & Person['grants'][number])[] {
    return person.grants.filter(
      (grant) => grant.role !== 'administrator' && grant.areaId !== null && who.areas.includes(grant.areaId),
    );
  }
}

/** Where somebody is an administrator; whom the caller does not manage never comes here. */
const administersOf = ({ grants }: Person) => grants.filter(({ role }) => role === 'administrator');

import { Controller, Get, Param, Post, Redirect, Render } from '@nestjs/common';
import { z } from 'zod';
import { mayManage, type Person, Users } from '#access';
import { Administrators, type ProposedAdministrator } from '#accounts';
import { CodedError, isId, notFound } from '#platform';
import { Allow, CurrentUser, Form, FormOf, field, type Principal, personOf } from '../shell/index.js';

const askForm = z.object({
  person: field.listed('Choose a person'),
  where: z.string('Choose where').refine((typed) => typed === 'everywhere' || isId(typed), 'Choose where'),
  reason: field.reason(),
});
const decideForm = z.object({
  act: z.enum(['confirm', 'refuse'], 'Choose what to do'),
  decisionReason: field.reason(),
});

/** Making administrators: one asks, another confirms (access matrix, condition `two`). */
@Controller('settings/administrators')
export class AdministratorsController {
  constructor(
    private readonly users: Users,
    private readonly administrators: Administrators,
  ) {}

  @Get()
  @Allow('user', 'create')
  @Render('site/views/administrators.njk')
  async show(@CurrentUser() who: Principal) {
    const people = await this.users.list(who.areas);
    const names = new Map(people.map(({ id, name }) => [id, name]));
    const areas = who.allAreas.filter((area) => who.areas.includes(area.id));
    const everywhere = who.isSystemAdmin ? [{ value: 'everywhere', text: 'The whole installation' }] : [];
    const waiting = await this.administrators.waiting(who);
    return {
      now: people.flatMap((person) => administratorLines(person, who)),
      waiting: waiting.map((proposal) => this.line(proposal, who, names)),
      people: people
        .filter((person) => person.id !== who.userId && person.active && !person.disabledAt)
        .filter((person) => mayManage(who, person) && !isSystemAdministrator(person))
        .map(({ id, name }) => ({ value: id, text: name })),
      places: [...areas.map(({ id, name }) => ({ value: id, text: name })), ...everywhere],
    };
  }

  @Post()
  @Allow('user', 'change')
  @FormOf('show')
  @Redirect('/settings/administrators?done=asked', 303)
  async ask(
    @CurrentUser() who: Principal,
    @Form(askForm) { person, where, reason }: z.output<typeof askForm>,
  ): Promise<void> {
    if (!(await this.users.list(who.areas)).some(({ id }) => id === person)) throw notFound();
    const forAreaId = where === 'everywhere' ? null : where;
    if (!who.areaId)
      throw new CodedError(
        'conflict',
        'access.no-area',
        'There is no area yet. Make one first, on the page Set up.',
      );
    const wanted = { userId: person, forAreaId, atAreaId: forAreaId ?? who.areaId };
    await this.administrators.propose(wanted, reason, deciding(who));
  }

  @Post(':proposalId')
  @Allow('user', 'change')
  @FormOf('show')
  @Redirect('', 303)
  async decide(
    @CurrentUser() who: Principal,
    @Param('proposalId') id: string,
    @Form(decideForm) { act, decisionReason }: z.output<typeof decideForm>,
  ) {
    if (act === 'confirm') await this.administrators.accept(id, decisionReason, deciding(who));
    else await this.administrators.refuse(id, decisionReason, deciding(who));
    return { url: `/settings/administrators?done=${act === 'confirm' ? 'made' : 'refused'}` };
  }

  private line(proposal: ProposedAdministrator, who: Principal, names: ReadonlyMap<string, string>) {
    const { id, forAreaId, userId, askedByUserId } = proposal;
    return {
      id,
      name: names.get(userId) ?? 'Somebody who has left',
      where: who.allAreas.find((area) => area.id === forAreaId)?.name ?? 'the whole installation',
      by: proposal.askedBy,
      reason: proposal.reason,
      endsAt: proposal.endsAt,
      // Neither whoever asked nor the person concerned confirms it.
      mayConfirm: askedByUserId !== who.userId && userId !== who.userId,
    };
  }
}

/** The rights of whoever asks or confirms. */
const deciding = (who: Principal) => ({
  by: personOf(who),
  areas: who.areas,
  isSystemAdmin: who.isSystemAdmin,
});

const isSystemAdministrator = ({ grants }: Person) =>
  grants.some(({ role, areaId }) => role === 'administrator' && areaId === null);

const administratorLines = ({ id, name, grants, elsewhere, disabledAt }: Person, who: Principal) =>
  disabledAt
    ? []
    : grants
        .filter(({ role }) => role === 'administrator')
        .map((grant) => ({
          name,
          href:
            id !== who.userId && mayManage(who, { grants, elsewhere })
              ? `/settings/people/${id}#administrator`
              : undefined,
          where: grant.areaName ?? 'the whole installation',
        }));

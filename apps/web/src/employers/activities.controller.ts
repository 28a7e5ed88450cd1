import { Body, Controller, Get, Param, Post, Query, Render, Res } from '@nestjs/common';
import type { z } from 'zod';
import { Activities, activityKinds, Contacts, Employers, Tasks } from '#employers';
import { Clock, Database, invalid, london, londonDay, notFound, type Tx } from '#platform';
import {
  Allow,
  CurrentUser,
  type FieldErrors,
  fieldErrors,
  type Principal,
  page,
  readForm,
  type WebResponse,
} from '../shell/index.js';
import { activityForm, instantOf, outcomeOf, outcomes } from './people.form.js';
import { RecordModel } from './record.model.js';

type Values = Record<string, unknown>;
type Typed = Omit<z.output<typeof activityForm>, 'as'>;

/** Staff: what was said to an employer, in the log all agencies share. */
@Controller('employers/:employerId/activities')
export class ActivitiesController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly employers: Employers,
    private readonly contacts: Contacts,
    private readonly activities: Activities,
    private readonly tasks: Tasks,
    private readonly record: RecordModel,
  ) {}

  @Get('new')
  @Allow('activity_own', 'create')
  @Render('employers/views/activity-form.njk')
  logging(
    @CurrentUser() who: Principal,
    @Param('employerId') employerId: string,
    @Query('kind') kind: string,
  ) {
    const now = this.clock.now();
    const values = {
      kind: kind in activityKinds ? kind : 'call',
      day: londonDay(now),
      time: london(now).toFormat('HH:mm'),
    };
    return this.model(who, employerId, values);
  }

  @Post('new')
  @Allow('activity_own', 'create')
  async log(
    @CurrentUser() who: Principal,
    @Param('employerId') employerId: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(activityForm, body);
    const again = async (errors: FieldErrors) =>
      page(
        res,
        'employers/views/activity-form.njk',
        await this.model(who, employerId, form.values, errors),
        422,
      );
    if (!form.ok) return again(form.errors);
    const { as, ...typed } = form.data;
    try {
      const done = await this.db.write(who.areas, async (tx) => {
        const { areaId } = await this.employers.get(tx, employerId);
        if (typed.contactId && (await this.contacts.get(tx, typed.contactId)).employerId !== employerId)
          throw notFound();
        return as
          ? this.plan(tx, who, areaId, employerId, typed)
          : this.keep(tx, who, areaId, employerId, typed);
      });
      res.redirect(303, `/employers/${employerId}?done=${done}`);
    } catch (error) {
      const { at, ...others } = fieldErrors(error);
      return again({ ...others, ...(at && { day: at }) });
    }
  }

  /** Logs it, with the next step where one was said. */
  private async keep(tx: Tx, who: Principal, areaId: string, employerId: string, typed: Typed) {
    const { day, time, next, nextOn, contactId, outcome, ...data } = typed;
    if (next && !nextOn) throw invalid('employers.task', { nextOn: 'Enter the day the next step is due' });
    if (nextOn && !next) throw invalid('employers.task', { next: 'Say what the next step is' });
    const at = instantOf(day, time, this.clock.now());
    const input = { ...data, ...outcomeOf(data.kind, outcome), at, contactId: contactId || null };
    await this.activities.log(tx, areaId, employerId, { ...input, agency: who.agency ?? null }, who.actor);
    const step = { areaId, employerId, title: next, dueOn: nextOn, ownerId: who.userId };
    if (next) await this.tasks.add(tx, step, who.actor);
    return keptAs(data.kind, outcome);
  }

  /** Makes a next step of what is still to come. */
  private async plan(tx: Tx, who: Principal, areaId: string, employerId: string, typed: Typed) {
    if (!who.may('task', 'create', areaId)) throw notFound();
    const step = {
      areaId,
      employerId,
      contactId: typed.contactId || null,
      title: `${activityKinds[typed.kind]}: ${typed.subject}`,
      detail: typed.notes,
      dueOn: typed.day,
      dueTime: typed.time ? typed.time.padStart(5, '0') : null,
      ownerId: who.userId,
    };
    await this.tasks.add(tx, step, who.actor);
    return 'planned';
  }

  private async model(who: Principal, employerId: string, values: Values, errors?: FieldErrors) {
    return this.db.read(who.areas, async (tx) => {
      const employer = await this.employers.get(tx, employerId);
      const people = await this.contacts.findByEmployer(tx, employer.areaId, employerId);
      return {
        employer: { id: employer.id, name: employer.name },
        values,
        errors,
        kinds: Object.entries(activityKinds).map(([value, text]) => ({
          value,
          text,
          checked: value === values['kind'],
        })),
        outcomes: Object.entries(outcomes).map(([value, { text, hint }]) => ({
          value,
          text,
          hint: { text: hint },
          checked: value === (values['outcome'] ?? 'reached'),
        })),
        people: people
          .filter((c) => !c.leftAt)
          .map((c) => ({ value: c.id, text: c.name, selected: c.id === values['contactId'] })),
        mayPlan: who.may('task', 'create', employer.areaId),
        // Refused because it lies ahead: it can become a next step as it stands.
        ahead: Boolean(errors?.['day']) && String(values['day'] ?? '') >= londonDay(this.clock.now()),
        shared: who.right('employer', 'see', employer.areaId)?.fields !== undefined,
        ...(await this.record.beside(tx, who, employer)),
      };
    });
  }
}

/** What the record says of it: only what counts as a contact says that somebody was in touch. */
function keptAs(kind: Typed['kind'], outcome: Typed['outcome']): 'logged' | 'tried' | 'theirs' | 'noted' {
  if (kind === 'note' || kind === 'email') return 'noted';
  return outcome === 'missed' ? 'tried' : outcome === 'theirs' ? 'theirs' : 'logged';
}

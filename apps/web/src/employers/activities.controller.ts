import { Body, Controller, Get, Param, Post, Query, Render, Res } from '@nestjs/common';
import { Activities, activityKinds, Contacts, Employers, Tasks } from '#employers';
import { Clock, Database, invalid, london, londonDay, notFound } from '#platform';
import {
  Allow,
  type FieldErrors,
  fieldErrors,
  page,
  readForm,
  type WebResponse,
  Who,
} from '../shell/index.js';
import { activityForm, instantOf, outcomeOf, outcomes } from './people.form.js';

type Values = Record<string, unknown>;

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
  ) {}

  @Get('new')
  @Allow('activity_own', 'create')
  @Render('employers/views/activity-form.njk')
  logging(@Who() who: Who, @Param('employerId') employerId: string, @Query('kind') kind: string) {
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
    @Who() who: Who,
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
    const { day, time, next, nextOn, contactId, outcome, ...data } = form.data;
    try {
      if (next && !nextOn) throw invalid('employers.task', { nextOn: 'Enter the day the next step is due' });
      if (nextOn && !next) throw invalid('employers.task', { next: 'Say what the next step is' });
      await this.db.write(who.areas, async (tx) => {
        const { areaId } = await this.employers.see(tx, employerId);
        if (contactId && (await this.contacts.see(tx, contactId)).employerId !== employerId) throw notFound();
        const at = instantOf(day, time, this.clock.now());
        const reached = outcomeOf(data.kind, outcome);
        const input = { ...data, ...reached, at, contactId: contactId || null, agency: who.agency ?? null };
        await this.activities.log(tx, areaId, employerId, input, who.actor);
        if (next)
          await this.tasks.add(
            tx,
            { areaId, employerId, title: next, dueOn: nextOn, ownerId: who.userId },
            who.actor,
          );
      });
    } catch (error) {
      const { at, ...others } = fieldErrors(error);
      return again({ ...others, ...(at && { day: at }) });
    }
    res.redirect(303, `/employers/${employerId}?done=logged`);
  }

  private async model(who: Who, employerId: string, values: Values, errors?: FieldErrors) {
    return this.db.read(who.areas, async (tx) => {
      const employer = await this.employers.see(tx, employerId);
      const people = await this.contacts.of(tx, employer.areaId, employerId);
      return {
        employer: { id: employer.id, name: employer.name },
        values,
        errors,
        kinds: Object.entries(activityKinds).map(([value, text]) => ({
          value,
          text,
          checked: value === values['kind'],
        })),
        outcomes: Object.entries(outcomes).map(([value, text]) => ({
          value,
          text,
          checked: value === (values['outcome'] ?? 'reached'),
        })),
        people: people
          .filter((c) => !c.leftAt)
          .map((c) => ({ value: c.id, text: c.name, selected: c.id === values['contactId'] })),
        mayPlan: who.may('task', 'create', employer.areaId),
      };
    });
  }
}

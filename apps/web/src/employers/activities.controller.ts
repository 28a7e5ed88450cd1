import { Controller, Get, Param, Post, Query, Redirect, Render } from '@nestjs/common';
import type { z } from 'zod';
import { Activities, activityKinds, Contacts, Employers, Tasks } from '#employers';
import { Clock, CodedError, Database, invalid, london, londonDay, notFound, type Tx } from '#platform';
import {
  Allow,
  Audited,
  CurrentUser,
  Form,
  FormOf,
  FormRefused,
  type Look,
  type Principal,
  Shown,
} from '../shell/index.js';
import { ofThisEmployer, peopleLook, SHOWS_PEOPLE } from './people.access.js';
import { activityForm, instantOf, logOutcome, outcomes } from './people.form.js';
import { RecordModel } from './record.model.js';

type Logged = Omit<z.output<typeof activityForm>, 'as'>;

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
  @Audited(SHOWS_PEOPLE)
  @Render('employers/views/activity-form.njk')
  async logging(
    @CurrentUser() who: Principal,
    @Param('employerId') employerId: string,
    @Query('kind') kind: string,
    @Shown() shown: (look: Look) => void,
  ) {
    const now = this.clock.now();
    return this.db.read(who.areas, async (tx) => {
      const employer = await this.employers.get(tx, employerId);
      const here = (await this.contacts.findByEmployer(tx, employer.areaId, employerId)).filter(
        (c) => !c.leftAt,
      );
      shown(peopleLook(who, employer.areaId, employerId, here.length));
      return {
        employer,
        kinds,
        outcomes: outcomeChoices,
        people: here.map((c) => ({ value: c.id, text: c.name })),
        mayPlan: who.may('task', 'create', employer.areaId),
        shared: who.right('employer', 'see', employer.areaId)?.fields !== undefined,
        ...(await this.record.beside(tx, who, employer)),
        values: {
          kind: kind in activityKinds ? kind : 'call',
          day: londonDay(now),
          time: london(now).toFormat('HH:mm'),
          outcome: 'reached',
        },
      };
    });
  }

  @Post('new')
  @Allow('activity_own', 'create')
  @FormOf('logging')
  @Redirect('', 303)
  async log(
    @CurrentUser() who: Principal,
    @Param('employerId') employerId: string,
    @Form(activityForm) { as, ...typed }: z.output<typeof activityForm>,
  ) {
    const done = await this.db.write(who.areas, async (tx) => {
      const { areaId } = await this.employers.get(tx, employerId);
      if (typed.contactId) ofThisEmployer(employerId, await this.contacts.get(tx, typed.contactId));
      return as
        ? this.plan(tx, who, areaId, employerId, typed)
        : this.keep(tx, who, areaId, employerId, typed);
    });
    return { url: `/employers/${employerId}?done=${done}` };
  }

  /** Logs it, with the next step where one was said. */
  private async keep(tx: Tx, who: Principal, areaId: string, employerId: string, typed: Logged) {
    const { day, time, next, nextOn, contactId, outcome, ...data } = typed;
    if (next && !nextOn) throw invalid('employers.task', { nextOn: 'Enter the day the next step is due' });
    if (nextOn && !next) throw invalid('employers.task', { next: 'Say what the next step is' });
    const at = instantOf(day, time, this.clock.now());
    const input = { ...data, ...logOutcome(data.kind, outcome), at, contactId: contactId || null };
    await this.activities
      .log(tx, areaId, employerId, { ...input, agencyId: who.agencyIn(areaId) }, who.actor)
      .catch(besideDay);
    const step = { areaId, employerId, title: next, dueOn: nextOn, ownerId: who.userId };
    if (next) await this.tasks.add(tx, step, who.actor);
    return keptAs(data.kind, outcome);
  }

  /** Makes a next step of what is still to come. */
  private async plan(tx: Tx, who: Principal, areaId: string, employerId: string, typed: Logged) {
    if (!who.may('task', 'create', areaId)) throw notFound();
    const step = {
      areaId,
      employerId,
      contactId: typed.contactId || null,
      title: `${activityKinds[typed.kind]}: ${typed.subject}`,
      detail: typed.notes,
      dueOn: typed.day,
      dueTime: typed.time || null,
      ownerId: who.userId,
    };
    await this.tasks.add(tx, step, who.actor);
    return 'planned';
  }
}

const kinds = Object.entries(activityKinds).map(([value, text]) => ({ value, text }));
const outcomeChoices = Object.entries(outcomes).map(([value, words]) => ({ value, ...words }));

/** The log has an instant where the form has a day. What lies ahead can become a next step as it stands. */
function besideDay(error: unknown): never {
  const { at, ...others } = error instanceof CodedError ? error.fields : {};
  if (!at) throw error;
  throw new FormRefused({ ...others, day: at }, { ahead: true });
}

/** What the record says of it: only what counts as a contact says that somebody was in touch. */
function keptAs(kind: Logged['kind'], outcome: Logged['outcome']): 'logged' | 'tried' | 'theirs' | 'noted' {
  if (kind === 'note' || kind === 'email') return 'noted';
  return outcome === 'missed' ? 'tried' : outcome === 'theirs' ? 'theirs' : 'logged';
}

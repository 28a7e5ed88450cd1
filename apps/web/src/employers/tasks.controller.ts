import { Body, Controller, Get, Param, Post, Query, Render, Res } from '@nestjs/common';
import { Employers, type TaskLine, Tasks } from '#employers';
import { addDays, Clock, Database, invalid, isId, londonDay, notFound, onWorkingDay } from '#platform';
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
import { Colleagues } from './colleagues.js';
import { changeTaskForm, newTaskForm, tasksQuery } from './task.form.js';
import { filterOf, groups, laterDays, summary, taskRow, tasksAddress } from './tasks.model.js';
import { timeline } from './timeline.js';

type Values = Record<string, unknown>;

/** Staff: all tasks, one task, adding and changing one. What ends or moves one with a button is in task-acts. */
@Controller('tasks')
export class TasksController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly employers: Employers,
    private readonly tasks: Tasks,
    private readonly colleagues: Colleagues,
  ) {}

  @Get()
  @Allow('task', 'list')
  @Render('employers/views/tasks.njk')
  async list(@CurrentUser() who: Principal, @Query() asked: unknown) {
    const own = who.grantScope === 'mine';
    const mayChange = who.may('task', 'change');
    const parsed = tasksQuery.parse(asked ?? {});
    // Nothing is for those to do who only read along.
    const query = { ...parsed, whose: parsed.whose ?? (mayChange ? 'mine' : 'everybody') } as const;
    const now = this.clock.now();
    const [names, people] = await Promise.all([
      this.colleagues.names(who.areaId),
      own ? [] : this.colleagues.of(who.areaId),
    ]);
    return this.db.read([who.areaId], async (tx) => {
      const counts = await this.tasks.counts(tx, who.areaId, who.userId!);
      const filter = filterOf(query, who, now);
      const { rows, next } = await this.tasks.list(tx, who.areaId, filter, query.after);
      const tab = (whose: typeof query.whose, text: string, n?: number) => ({
        href: tasksAddress({ ...tasksQuery.parse({}), whose }),
        text,
        count: n,
        on: query.whose === whose,
      });
      return {
        query,
        own,
        mayChange,
        maySee: who.may('task', 'see'),
        people: people.filter((one) => one.id !== who.userId),
        summary: summary(counts, who.area?.name ?? '', own),
        tabs: [
          ...(mayChange ? [tab('mine', 'Mine', counts.mine)] : []),
          ...(own
            ? []
            : [tab('everybody', 'Everybody’s', counts.all), tab('nobody', 'Nobody’s yet', counts.nobody)]),
          tab('ended', 'Done in the last 30 days'),
        ],
        groups: groups(
          rows.map((task) => taskRow(task, who, names, now)),
          now,
        ),
        filtered: Boolean(query.due || query.on || query.owner || query.q),
        here: tasksAddress(query),
        all: tasksAddress({ ...tasksQuery.parse({}), whose: query.whose }),
        first: query.after ? tasksAddress(query) : undefined,
        next: next && tasksAddress(query, { after: next }),
      };
    });
  }

  @Get('new')
  @Allow('task', 'create')
  @Render('employers/views/task-form.njk')
  adding(@CurrentUser() who: Principal, @Query('employer') employerId: string | undefined) {
    return this.newModel(who, { employerId: isId(employerId) ? employerId : '', ownerId: who.userId });
  }

  @Post('new')
  @Allow('task', 'create')
  async add(@CurrentUser() who: Principal, @Body() body: unknown, @Res() res: WebResponse) {
    const form = readForm(newTaskForm, body);
    const again = async (errors: FieldErrors) =>
      page(res, 'employers/views/task-form.njk', await this.newModel(who, form.values, errors), 422);
    if (!form.ok) return again(form.errors);
    const { employerId, dueTime, ownerId, ...data } = form.data;
    try {
      const employer = employerId
        ? await this.db.read(who.areas, (tx) => this.employers.get(tx, employerId))
        : undefined;
      const areaId = employer?.areaId ?? who.areaId;
      const owner = await this.ownerOf(who, areaId, ownerId ?? who.userId!);
      await this.db.write([areaId], (tx) =>
        this.tasks.add(
          tx,
          {
            ...data,
            areaId,
            employerId: employerId || null,
            dueTime: dueTime || null,
            ownerId: owner?.id ?? null,
          },
          who.actor,
        ),
      );
    } catch (error) {
      return again(fieldErrors(error));
    }
    res.redirect(303, employerId ? `/employers/${employerId}?done=planned` : '/tasks?done=planned');
  }

  @Get(':taskId')
  @Allow('task', 'see')
  @Render('employers/views/task.njk')
  see(@CurrentUser() who: Principal, @Param('taskId') id: string) {
    return this.taskModel(who, id);
  }

  @Post(':taskId')
  @Allow('task', 'change')
  async change(
    @CurrentUser() who: Principal,
    @Param('taskId') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(changeTaskForm, body);
    const again = async (errors: FieldErrors) =>
      page(res, 'employers/views/task.njk', await this.taskModel(who, id, form.values, errors), 422);
    const task = await this.mine(who, id);
    if (!form.ok) return again(form.errors);
    const { ownerId, ...data } = form.data;
    try {
      const owner = ownerId === undefined ? undefined : await this.ownerOf(who, task.areaId, ownerId, task);
      const given = ownerId === undefined ? {} : { ownerId: owner?.id ?? null, ownerName: owner?.name ?? '' };
      await this.db.write([task.areaId], (tx) => this.tasks.change(tx, id, { ...data, ...given }, who.actor));
    } catch (error) {
      return again(fieldErrors(error));
    }
    res.redirect(303, `/tasks/${id}?done=task-changed`);
  }

  /** A task this person may see: of their own only, where that is all they may. */
  private async mine(who: Principal, id: string): Promise<TaskLine> {
    const task = await this.db.read(who.areas, (tx) => this.tasks.get(tx, id));
    if (who.grantScope === 'mine' && task.ownerId !== who.userId) throw notFound();
    return task;
  }

  /** Whom a task is given to; nobody for ''. Only a coordinator gives tasks to others. */
  private async ownerOf(who: Principal, areaId: string, ownerId: string, task?: TaskLine) {
    if (!ownerId && who.grantScope !== 'mine') return undefined;
    const people = await this.colleagues.of(areaId);
    const found = people.find(
      (one) => one.id === ownerId && (who.grantScope !== 'mine' || one.id === who.userId),
    );
    if (found) return found;
    // It may stay with somebody who has left.
    if (task && task.ownerId === ownerId) return { id: ownerId, name: '' };
    throw invalid('employers.task-owner', { ownerId: 'Choose a person from the list' });
  }

  private async newModel(who: Principal, values: Values, errors?: FieldErrors) {
    const id = values['employerId'];
    const employer = isId(id) ? await this.db.read(who.areas, (tx) => this.employers.get(tx, id)) : undefined;
    return {
      values,
      errors,
      employer: employer && { id: employer.id, name: employer.name },
      people: await this.choices(who, employer?.areaId ?? who.areaId, null),
    };
  }

  private async taskModel(who: Principal, id: string, values?: Values, errors?: FieldErrors) {
    const task = await this.mine(who, id);
    const now = this.clock.now();
    const today = londonDay(now);
    const names = await this.colleagues.names(task.areaId);
    const history = await this.db.read([task.areaId], (tx) => this.tasks.history(tx, task));
    const nextMonday = addDays(today, 8 - (new Date(`${today}T00:00:00Z`).getUTCDay() || 7));
    return {
      task: taskRow(task, who, names, now),
      values: values ?? { ...task, ownerId: task.ownerId ?? '' },
      errors,
      people: await this.choices(who, task.areaId, task.ownerId, names),
      later: laterDays(onWorkingDay(addDays(today, 1)), onWorkingDay(nextMonday)),
      mayChange: who.may('task', 'change', task.areaId),
      history: history.map((fact) => ({ at: fact.at, ...timeline[fact.kind]!(fact) })),
    };
  }

  /** Whom this person may give a task to; empty where it can only be theirs. */
  private async choices(
    who: Principal,
    areaId: string,
    ownerId: string | null,
    names?: ReadonlyMap<string, string>,
  ) {
    if (who.grantScope === 'mine') return [];
    const people = await this.colleagues.of(areaId);
    const gone =
      ownerId && !people.some((one) => one.id === ownerId)
        ? [{ id: ownerId, name: `${names?.get(ownerId) ?? 'Somebody'} (has left)` }]
        : [];
    return [
      ...people.map((one) => (one.id === who.userId ? { ...one, name: `${one.name} (you)` } : one)),
      ...gone,
    ];
  }
}

import { Controller, Get, Param, Post, Query, Redirect, Render } from '@nestjs/common';
import type { z } from 'zod';
import { Employers, type TaskLine, Tasks } from '#employers';
import { addDays, Clock, Database, invalid, isId, londonDay, onWorkingDay } from '#platform';
import { Allow, CurrentUser, Form, FormOf, onlyOf, type Principal, pagerOf, Typed } from '../shell/index.js';
import { Colleagues } from './colleagues.js';
import { changeTaskForm, newTaskForm, type TasksQuery, tasksQuery } from './task.form.js';
import { filterOf, groups, laterDays, summary, taskRow, tasksAddress } from './tasks.model.js';
import { timeline } from './timeline.js';

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
    const own = onlyOf(who) !== undefined;
    const mayChange = who.may('task', 'change');
    const parsed = tasksQuery.parse(asked);
    // Nothing is for those to do who only read along.
    const query: TasksQuery = { ...parsed, whose: parsed.whose || (mayChange ? 'mine' : 'everybody') };
    const now = this.clock.now();
    const [names, people] = await Promise.all([
      this.colleagues.names(who.areaId),
      own ? [] : this.colleagues.of(who.areaId),
    ]);
    return this.db.read([who.areaId], async (tx) => {
      const counts = await this.tasks.counts(tx, who.areaId, who.userId!);
      const found = await this.tasks.list(tx, who.areaId, filterOf(query, who, now), query);
      const tab = (whose: TasksQuery['whose'], text: string, n?: number) => ({
        href: tasksAddress({ whose }),
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
          found.rows.map((task) => taskRow(task, who, names, now)),
          now,
        ),
        filtered: Boolean(query.due || query.on || query.owner || query.q),
        here: tasksAddress(query),
        all: tasksAddress({ whose: query.whose }),
        pages: pagerOf(found, (to) => tasksAddress(query, to)),
      };
    });
  }

  @Get('new')
  @Allow('task', 'create')
  @Render('employers/views/task-form.njk')
  async adding(
    @CurrentUser() who: Principal,
    @Query('employer') asked: unknown,
    @Typed() typed?: { employerId?: unknown },
  ) {
    const id = typed ? typed.employerId : asked;
    const employer = isId(id) ? await this.db.read(who.areas, (tx) => this.employers.get(tx, id)) : undefined;
    return {
      employer,
      values: { ownerId: who.userId },
      people: await this.choices(who, employer?.areaId ?? who.areaId, null),
    };
  }

  @Post('new')
  @Allow('task', 'create', { keeps: ['scope'] })
  @FormOf('adding')
  @Redirect('', 303)
  async add(
    @CurrentUser() who: Principal,
    @Form(newTaskForm) { employerId, dueTime, ownerId, ...data }: z.output<typeof newTaskForm>,
  ) {
    const employer = employerId
      ? await this.db.read(who.areas, (tx) => this.employers.get(tx, employerId))
      : undefined;
    const areaId = employer?.areaId ?? who.areaId;
    const owner = await this.ownerOf(who, areaId, ownerId ?? who.userId!);
    const task = { ...data, areaId, employerId: employerId || null, dueTime: dueTime || null };
    await this.db.write([areaId], (tx) =>
      this.tasks.add(tx, { ...task, ownerId: owner?.id ?? null }, who.actor),
    );
    return { url: employerId ? `/employers/${employerId}?done=planned` : '/tasks?done=planned' };
  }

  @Get(':taskId')
  @Allow('task', 'see', { subject: 'taskId' })
  @Render('employers/views/task.njk')
  async see(@CurrentUser() who: Principal, @Param('taskId') id: string) {
    const task = await this.task(who, id);
    const now = this.clock.now();
    const today = londonDay(now);
    const names = await this.colleagues.names(task.areaId);
    const history = await this.db.read([task.areaId], (tx) => this.tasks.history(tx, task));
    const nextMonday = addDays(today, 8 - (new Date(`${today}T00:00:00Z`).getUTCDay() || 7));
    return {
      task: taskRow(task, who, names, now),
      values: { ...task, ownerId: task.ownerId ?? '' },
      people: await this.choices(who, task.areaId, task.ownerId, names),
      later: laterDays(onWorkingDay(addDays(today, 1)), onWorkingDay(nextMonday)),
      mayChange: who.may('task', 'change', task.areaId),
      history: history.map((fact) => ({ at: fact.at, ...timeline[fact.kind]!(fact) })),
    };
  }

  @Post(':taskId')
  @Allow('task', 'change', { subject: 'taskId' })
  @FormOf('see')
  @Redirect('', 303)
  async change(
    @CurrentUser() who: Principal,
    @Param('taskId') id: string,
    @Form(changeTaskForm) { ownerId, ...data }: z.output<typeof changeTaskForm>,
  ) {
    const task = await this.task(who, id);
    const owner = ownerId === undefined ? undefined : await this.ownerOf(who, task.areaId, ownerId, task);
    const given = ownerId === undefined ? {} : { ownerId: owner?.id ?? null, ownerName: owner?.name ?? '' };
    await this.db.write([task.areaId], (tx) => this.tasks.change(tx, id, { ...data, ...given }, who.actor));
    return { url: `/tasks/${id}?done=task-changed` };
  }

  private task(who: Principal, id: string): Promise<TaskLine> {
    return this.db.read(who.areas, (tx) => this.tasks.get(tx, id));
  }

  /** Whom a task is given to; nobody for ''. Only a coordinator gives tasks to others. */
  private async ownerOf(who: Principal, areaId: string, ownerId: string, task?: TaskLine) {
    const only = onlyOf(who);
    if (!ownerId && !only) return undefined;
    const people = await this.colleagues.of(areaId);
    const found = people.find((one) => one.id === ownerId && (!only || one.id === only));
    if (found) return found;
    // It may stay with somebody who has left.
    if (task && task.ownerId === ownerId) return { id: ownerId, name: '' };
    throw invalid('employers.task-owner', { ownerId: 'Choose a person from the list' });
  }

  /** Whom this person may give a task to; empty where it can only be theirs. */
  private async choices(
    who: Principal,
    areaId: string,
    ownerId: string | null,
    names?: ReadonlyMap<string, string>,
  ) {
    if (onlyOf(who)) return [];
    const people = await this.colleagues.of(areaId);
    const gone =
      ownerId && !people.some((one) => one.id === ownerId)
        ? [{ value: ownerId, text: `${names?.get(ownerId) ?? 'Somebody'} (has left)` }]
        : [];
    return [
      ...people.map(({ id, name }) => ({ value: id, text: id === who.userId ? `${name} (you)` : name })),
      ...gone,
    ];
  }
}

import { Injectable } from '@nestjs/common';
import {
  type Actor,
  Clock,
  type Database,
  type FactKind,
  Facts,
  invalid,
  type ListPage,
  london,
  londonDay,
  newId,
  notFound,
  type PagePlace,
  subjectFacts,
  type TimelineFact,
  type Tx,
} from '#platform';
import { cannotReopen, taskEnded } from './employers.errors.js';
import { employersFacts } from './employers.facts.js';
import {
  dueTasks,
  endTask,
  findTask,
  insertTask,
  openTaskOf,
  reopenTask,
  type TaskChange,
  type TaskLine,
  tasksOfEmployer,
  updateTask,
} from './task.repository.js';
import { mayReopen, taskProblems } from './task.rules.js';
import { countDue, countTasks, listTasks, type TaskCounts, type TaskFilter } from './task-list.repository.js';

export interface TaskInput {
  areaId: string;
  employerId?: string | null;
  contactId?: string | null;
  title: string;
  detail?: string | null;
  /** A London day, `2026-11-24`. */
  dueOn: string;
  /** A London time, `14:30`. */
  dueTime?: string | null;
  ownerId?: string | null;
  /** Rule, subject and period, for tasks the program makes: one key, one task. */
  causeKey?: string | null;
}

export type { TaskCounts, TaskFilter, TaskLine };

/** What people are to do, by day. */
@Injectable()
export class Tasks {
  constructor(
    private readonly clock: Clock,
    private readonly facts: Facts,
  ) {}

  /** Adds a task; returns its id, or undefined when its cause key has made one before. */
  async add(tx: Tx, input: TaskInput, actor?: Actor): Promise<string | undefined> {
    const title = input.title.trim();
    const errors = taskProblems(input);
    if (errors) throw invalid('employers.task', errors);
    const id = newId();
    const made = await insertTask(tx, {
      id,
      areaId: input.areaId,
      employerId: input.employerId ?? null,
      contactId: input.contactId ?? null,
      title,
      detail: input.detail?.trim() || null,
      dueOn: input.dueOn,
      dueTime: input.dueTime || null,
      ownerId: input.ownerId ?? null,
      causeKey: input.causeKey ?? null,
      doneAt: null,
      calledOffAt: null,
      createdAt: this.clock.now(),
      madeByUserId: actor?.kind === 'user' ? (actor.id ?? null) : null,
    });
    if (!made) return undefined;
    if (actor)
      await this.facts.record(
        tx,
        employersFacts.taskAdded.of({
          areaId: input.areaId,
          employerId: input.employerId ?? null,
          subject: `task:${id}`,
          actor,
          data: { title, dueOn: input.dueOn },
        }),
      );
    return id;
  }

  /** Open tasks of an area due on or before a London day, the oldest first. */
  due(tx: Tx, areaId: string, until: string): Promise<TaskLine[]> {
    return dueTasks(tx, areaId, until);
  }

  /** Open tasks of one employer, the next first. */
  findByEmployer(tx: Tx, areaId: string, employerId: string): Promise<TaskLine[]> {
    return tasksOfEmployer(tx, areaId, employerId);
  }

  /** A page of a list, 50 rows. What ended is shown for 30 days. */
  list(
    tx: Tx,
    areaId: string,
    filter: TaskFilter,
    place: PagePlace = {},
    limit = 50,
  ): Promise<ListPage<TaskLine>> {
    const since = new Date(this.clock.now().getTime() - ENDED_MS);
    return listTasks(tx, areaId, filter, { place, limit, since });
  }

  /** How many are open in an area; `userId` is who mine are. */
  counts(tx: Tx, areaId: string, userId: string): Promise<TaskCounts> {
    return countTasks(tx, areaId, userId, this.now());
  }

  /** How many of a person's tasks in an area are overdue or due today: one round trip, as every staff page asks. */
  countDue(db: Database, areaId: string, userId: string): Promise<number> {
    return countDue(db, areaId, userId, londonDay(this.clock.now()));
  }

  /** The task; 404 when it is missing or in an area not named. */
  async get(tx: Tx, id: string, lock = false): Promise<TaskLine> {
    const task = await findTask(tx, id, lock);
    if (!task) throw notFound();
    return task;
  }

  /** What became of a task, the latest first. */
  history(tx: Tx, task: Pick<TaskLine, 'areaId' | 'id'>): Promise<TimelineFact[]> {
    return subjectFacts(tx, task.areaId, `task:${task.id}`);
  }

  /**
   * Changes what is given of an open task and leaves the rest. `ownerName` says in the fact whose it becomes. Throws
   * `employers.task` by field, and `employers.task-ended`.
   */
  async change(
    tx: Tx,
    id: string,
    input: Partial<TaskChange> & { ownerName?: string },
    actor: Actor,
  ): Promise<TaskLine> {
    const before = await this.get(tx, id, true);
    const { ownerName, ...change } = input;
    const after = { ...before, ...change, title: (change.title ?? before.title).trim() };
    after.detail = after.detail?.trim() || null;
    after.dueTime ||= null;
    const errors = taskProblems(after);
    if (errors) throw invalid('employers.task', errors);
    const fields = CHANGEABLE.filter((field) => before[field] !== after[field]);
    if (!fields.length) return before;
    if (!(await updateTask(tx, after))) throw taskEnded();
    await this.facts.record(
      tx,
      employersFacts.taskChanged.of({
        ...about(after, actor),
        data: {
          title: after.title,
          fields,
          ...(before.dueOn !== after.dueOn && { dueOn: after.dueOn }),
          ...(before.ownerId !== after.ownerId && { owner: ownerName ?? '' }),
        },
      }),
    );
    return after;
  }

  /** Marks a task done; once is enough. */
  done(tx: Tx, id: string, actor: Actor): Promise<TaskLine> {
    return this.end(tx, id, 'done', actor);
  }

  /** Marks the task of a cause done, if it is still open. */
  async doneByCause(tx: Tx, areaId: string, causeKey: string, actor: Actor): Promise<void> {
    const id = await openTaskOf(tx, areaId, causeKey);
    if (id) await this.done(tx, id, actor);
  }

  /** Calls the task of a cause off, if it is still open. */
  async callOffByCause(tx: Tx, areaId: string, causeKey: string, actor: Actor): Promise<void> {
    const id = await openTaskOf(tx, areaId, causeKey);
    if (id) await this.callOff(tx, id, actor);
  }

  /** Says that a task is not wanted any more; once is enough. */
  callOff(tx: Tx, id: string, actor: Actor): Promise<TaskLine> {
    return this.end(tx, id, 'called-off', actor);
  }

  /** Opens a task again that was done or called off, within 30 days. Throws `employers.task-cannot-reopen`. */
  async reopen(tx: Tx, id: string, actor: Actor): Promise<TaskLine> {
    const task = await this.get(tx, id, true);
    if (!task.doneAt && !task.calledOffAt) return task;
    if (!mayReopen(task, this.clock.now())) throw cannotReopen();
    await reopenTask(tx, task);
    await this.note(tx, task, employersFacts.taskReopened, actor);
    return { ...task, doneAt: null, calledOffAt: null };
  }

  private async end(tx: Tx, id: string, how: 'done' | 'called-off', actor: Actor): Promise<TaskLine> {
    const task = await this.get(tx, id);
    const at = this.clock.now();
    if (!(await endTask(tx, task, how, at))) return this.get(tx, id);
    const kind = how === 'done' ? employersFacts.taskDone : employersFacts.taskCalledOff;
    await this.note(tx, task, kind, actor);
    return { ...task, ...(how === 'done' ? { doneAt: at } : { calledOffAt: at }) };
  }

  private note(tx: Tx, task: TaskLine, kind: FactKind<{ title: string }>, actor: Actor): Promise<void> {
    return this.facts.record(tx, kind.of({ ...about(task, actor), data: { title: task.title } }));
  }

  private now() {
    const now = london(this.clock.now());
    return { day: now.toISODate()!, time: now.toFormat('HH:mm') };
  }
}

const about = (task: TaskLine, actor: Actor) => ({
  areaId: task.areaId,
  employerId: task.employerId,
  subject: `task:${task.id}`,
  actor,
});

const ENDED_MS = 30 * 86_400_000;
const CHANGEABLE = ['title', 'detail', 'dueOn', 'dueTime', 'ownerId'] as const;

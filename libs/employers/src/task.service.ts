import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Facts, invalid, newId, notFound, type Tx } from '#platform';
import { employersFacts } from './employers.facts.js';
import { dueTasks, endTask, findTask, insertTask, type TaskLine, tasksOfEmployer } from './task.store.js';

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

export type { TaskLine };

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
    const errors: Record<string, string> = {};
    if (!title) errors['title'] = 'Say what is to be done.';
    if (!/^\d{4}-\d{2}-\d{2}$/.test(input.dueOn)) errors['dueOn'] = 'Enter the day it is due.';
    if (Object.keys(errors).length) throw invalid('employers.task', errors);
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
    });
    if (!made) return undefined;
    if (input.employerId && actor)
      await this.facts.record(tx, {
        areaId: input.areaId,
        kind: employersFacts.taskAdded,
        employerId: input.employerId,
        subject: `task:${id}`,
        actor,
        data: { title, dueOn: input.dueOn },
      });
    return id;
  }

  /** Open tasks of an area due on or before a London day, the oldest first. */
  due(tx: Tx, areaId: string, until: string): Promise<TaskLine[]> {
    return dueTasks(tx, areaId, until);
  }

  /** Open tasks of one employer, the next first. */
  ofEmployer(tx: Tx, areaId: string, employerId: string): Promise<TaskLine[]> {
    return tasksOfEmployer(tx, areaId, employerId);
  }

  /** The task; 404 when it is missing or in an area not named. */
  async see(tx: Tx, id: string): Promise<TaskLine> {
    const task = await findTask(tx, id);
    if (!task) throw notFound();
    return task;
  }

  /** Marks a task done; once is enough. */
  async done(tx: Tx, id: string, actor: Actor): Promise<TaskLine> {
    const task = await this.see(tx, id);
    if (task.doneAt || task.calledOffAt) return task;
    const doneAt = this.clock.now();
    if (!(await endTask(tx, task, doneAt))) return { ...task, doneAt };
    if (task.employerId)
      await this.facts.record(tx, {
        areaId: task.areaId,
        kind: employersFacts.taskDone,
        employerId: task.employerId,
        subject: `task:${id}`,
        actor,
        data: { title: task.title },
      });
    return { ...task, doneAt };
  }
}

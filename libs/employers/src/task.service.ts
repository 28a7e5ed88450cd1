import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Facts, invalid, newId, notFound, type Tx } from '#platform';
import { employersFacts } from './employers.facts.js';
import type { Task } from './task.entity.js';

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

export type TaskLine = Task & { employerName: string | null };

const columns = `t.id, t.area_id AS "areaId", t.employer_id AS "employerId", t.contact_id AS "contactId", t.title, t.detail,
  t.due_on::text AS "dueOn", to_char(t.due_time, 'HH24:MI') AS "dueTime", t.owner_id AS "ownerId", t.cause_key AS "causeKey",
  t.done_at AS "doneAt", t.created_at AS "createdAt", e.name AS "employerName"`;
const from = 'FROM task t LEFT JOIN employer e ON e.area_id = t.area_id AND e.id = t.employer_id';

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
    const made = await tx.execute(
      `INSERT INTO task (id, area_id, employer_id, contact_id, title, detail, due_on, due_time, owner_id, cause_key, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (area_id, cause_key) DO NOTHING`,
      [
        id,
        input.areaId,
        input.employerId ?? null,
        input.contactId ?? null,
        title,
        input.detail?.trim() || null,
        input.dueOn,
        input.dueTime || null,
        input.ownerId ?? null,
        input.causeKey ?? null,
        this.clock.now(),
      ],
    );
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
    return tx.query<TaskLine>(
      `SELECT ${columns} ${from} WHERE t.area_id = $1 AND t.done_at IS NULL AND t.due_on <= $2
        ORDER BY t.due_on, t.due_time NULLS LAST, t.id LIMIT 200`,
      [areaId, until],
    );
  }

  /** Open tasks of one employer, the next first. */
  ofEmployer(tx: Tx, areaId: string, employerId: string): Promise<TaskLine[]> {
    return tx.query<TaskLine>(
      `SELECT ${columns} ${from} WHERE t.area_id = $1 AND t.employer_id = $2 AND t.done_at IS NULL ORDER BY t.due_on, t.id`,
      [areaId, employerId],
    );
  }

  async see(tx: Tx, id: string): Promise<TaskLine> {
    const task = await tx.one<TaskLine>(`SELECT ${columns} ${from} WHERE t.id = $1`, [id]);
    if (!task) throw notFound();
    return task;
  }

  /** Marks a task done; once is enough. */
  async done(tx: Tx, id: string, actor: Actor): Promise<TaskLine> {
    const task = await this.see(tx, id);
    if (task.doneAt) return task;
    const doneAt = this.clock.now();
    await tx.execute('UPDATE task SET done_at = $3 WHERE area_id = $1 AND id = $2', [
      task.areaId,
      id,
      doneAt,
    ]);
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

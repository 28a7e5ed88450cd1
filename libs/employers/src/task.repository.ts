import { IsNull } from 'typeorm';
import type { Tx } from '#platform';
import { Task } from './task.entity.js';

export type TaskLine = Task & { employerName: string | null };

const columns = `t.id, t.area_id AS "areaId", t.employer_id AS "employerId", t.contact_id AS "contactId", t.title, t.detail,
  t.due_on::text AS "dueOn", to_char(t.due_time, 'HH24:MI') AS "dueTime", t.owner_id AS "ownerId", t.cause_key AS "causeKey",
  t.done_at AS "doneAt", t.called_off_at AS "calledOffAt", t.created_at AS "createdAt",
  t.made_by_user_id AS "madeByUserId", e.name AS "employerName"`;
/** In the words of the partial indexes. */
const open = 't.done_at IS NULL AND t.called_off_at IS NULL';
const from = 'FROM task t LEFT JOIN employer e ON e.area_id = t.area_id AND e.id = t.employer_id';

/** Inserts a task; false when its cause key has made one before. */
export const insertTask = async (tx: Tx, task: Task): Promise<boolean> =>
  (await tx.execute(
    `INSERT INTO task (id, area_id, employer_id, contact_id, title, detail, due_on, due_time, owner_id, cause_key, created_at,
                       made_by_user_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (area_id, cause_key) DO NOTHING`,
    [
      task.id,
      task.areaId,
      task.employerId,
      task.contactId,
      task.title,
      task.detail,
      task.dueOn,
      task.dueTime,
      task.ownerId,
      task.causeKey,
      task.createdAt,
      task.madeByUserId,
    ],
  )) > 0;

/** Open tasks of an area due on or before a London day, the oldest first, at most 200. */
export const dueTasks = (tx: Tx, areaId: string, until: string): Promise<TaskLine[]> =>
  tx.query<TaskLine>(
    `SELECT ${columns} ${from} WHERE t.area_id = $1 AND ${open} AND t.due_on <= $2
      ORDER BY t.due_on, t.due_time NULLS LAST, t.id LIMIT 200`,
    [areaId, until],
  );

/** Open tasks of one employer, the next first. */
export const tasksOfEmployer = (tx: Tx, areaId: string, employerId: string): Promise<TaskLine[]> =>
  tx.query<TaskLine>(
    `SELECT ${columns} ${from} WHERE t.area_id = $1 AND t.employer_id = $2 AND ${open} ORDER BY t.due_on, t.id`,
    [areaId, employerId],
  );

/** One task, whichever of the named areas it is in. */
export const findTask = (tx: Tx, id: string, lock = false): Promise<TaskLine | undefined> =>
  tx.one<TaskLine>(`SELECT ${columns} ${from} WHERE t.id = $1${lock ? ' FOR UPDATE OF t' : ''}`, [id]);

/** The id of the open task of a cause; undefined when there is none. */
export const openTaskOf = async (tx: Tx, areaId: string, causeKey: string): Promise<string | undefined> =>
  (await tx.repository(Task).findOneBy({ areaId, causeKey, doneAt: IsNull(), calledOffAt: IsNull() }))?.id;

/** Ends an open task as done or called off; false when somebody ended it before. */
export const endTask = (
  tx: Tx,
  task: Pick<Task, 'areaId' | 'id'>,
  how: 'done' | 'called-off',
  at: Date,
): Promise<boolean> => updateOpen(tx, task, how === 'done' ? { doneAt: at } : { calledOffAt: at });

/** Opens an ended task again; false when it was open. */
export const reopenTask = async (tx: Tx, task: Pick<Task, 'areaId' | 'id'>): Promise<boolean> =>
  (await tx.execute(
    `UPDATE task t SET done_at = NULL, called_off_at = NULL WHERE t.area_id = $1 AND t.id = $2 AND NOT (${open})`,
    [task.areaId, task.id],
  )) > 0;

/** What may change of a task. */
export type TaskChange = Pick<Task, 'title' | 'detail' | 'dueOn' | 'dueTime' | 'ownerId'>;

/** Writes the changeable columns of an open task; false when it is not open any more. */
export const updateTask = (
  tx: Tx,
  { areaId, id, title, detail, dueOn, dueTime, ownerId }: Pick<Task, 'areaId' | 'id'> & TaskChange,
): Promise<boolean> => updateOpen(tx, { areaId, id }, { title, detail, dueOn, dueTime, ownerId });

const updateOpen = async (
  tx: Tx,
  { areaId, id }: Pick<Task, 'areaId' | 'id'>,
  change: Partial<Task>,
): Promise<boolean> =>
  ((await tx.repository(Task).update({ areaId, id, doneAt: IsNull(), calledOffAt: IsNull() }, change))
    .affected ?? 0) > 0;

/** The columns and tables of a task line, for the lists. */
export const taskLine = { columns, from, open };

import { type Database, type KeysetList, keyset, type ListPage, type PagePlace, type Tx } from '#platform';
import { type TaskLine, taskLine } from './task.repository.js';

const { columns, from, open } = taskLine;

/** Whose tasks a list shows: of one person, of nobody yet, of everybody; or what has ended lately. */
export type Whose = { owner: string } | 'nobody' | 'everybody' | 'ended';

export interface TaskFilter {
  whose: Whose;
  /** Only the tasks of this person, whatever the list: for who sees no others. */
  only?: string | undefined;
  /** Due from this London day on, and up to this one; both included. */
  from?: string | undefined;
  to?: string | undefined;
  /** Only what is past its day or hour. */
  late?: TaskNow | undefined;
  /** Part of the title or of the employer's name. */
  q?: string | undefined;
}

/** London day and time of day now. */
export interface TaskNow {
  day: string;
  /** `14:30` */
  time: string;
}

/** A task without a time of day is late once the day is over. */
const dueTime = `coalesce(t.due_time, '24:00'::time)`;
const ended = 'coalesce(t.done_at, t.called_off_at)';
const hasEnded = '(t.done_at IS NOT NULL OR t.called_off_at IS NOT NULL)';

const taskId = { sql: 't.id', type: 'uuid' } as const;
/** By day and hour; within a day those without an hour come last. */
const byDue: KeysetList = {
  id: taskId,
  sort: {
    sql: `((t.due_on + coalesce(t.due_time, '23:59:59.999999'::time)) AT TIME ZONE 'UTC')`,
    type: 'timestamptz',
    way: 'ASC',
  },
};
const byEnd: KeysetList = { id: taskId, sort: { sql: ended, type: 'timestamptz', way: 'DESC' } };

/**
 * A page of a list: open tasks by when they are due, ended ones by when they ended, the latest first. `since`: what ended
 * earlier is not shown.
 */
export async function listTasks(
  tx: Tx,
  areaId: string,
  filter: TaskFilter,
  page: { place: PagePlace; limit: number; since: Date },
): Promise<ListPage<TaskLine>> {
  const params: unknown[] = [areaId];
  const add = (value: unknown) => `$${params.push(value)}`;
  const parts = ['t.area_id = $1', ...wanted(filter, add)];
  const over = filter.whose === 'ended';
  parts.push(...(over ? [hasEnded, `${ended} >= ${add(page.since)}`] : [open]));
  const read = keyset(over ? byEnd : byDue, page.place, page.limit, params);
  return read.page(
    await tx.query<TaskLine & { place: [string, string] }>(
      `SELECT ${columns}, ${read.column} ${from} WHERE ${parts.join(' AND ')} ${read.where}
        ORDER BY ${read.order} LIMIT ${read.limit}`,
      params,
    ),
  );
}

function wanted(filter: TaskFilter, add: (value: unknown) => string): string[] {
  const parts: string[] = [];
  if (filter.only) parts.push(`t.owner_id = ${add(filter.only)}::uuid`);
  if (typeof filter.whose === 'object') parts.push(`t.owner_id = ${add(filter.whose.owner)}::uuid`);
  if (filter.whose === 'nobody') parts.push('t.owner_id IS NULL');
  if (filter.from) parts.push(`t.due_on >= ${add(filter.from)}::date`);
  if (filter.to) parts.push(`t.due_on <= ${add(filter.to)}::date`);
  if (filter.late)
    parts.push(`(t.due_on, ${dueTime}) < (${add(filter.late.day)}::date, ${add(filter.late.time)}::time)`);
  if (filter.q)
    parts.push(`strpos(lower(t.title || ' ' || coalesce(e.name, '')), lower(${add(filter.q)})) > 0`);
  return parts;
}

export interface TaskCounts {
  mine: number;
  all: number;
  nobody: number;
  /** Of mine, and of all: past their day or hour, and due today still to come. */
  mineLate: number;
  mineToday: number;
  late: number;
  today: number;
}

/** How many tasks are open in an area; `userId` is who mine are. */
export async function countTasks(tx: Tx, areaId: string, userId: string, now: TaskNow): Promise<TaskCounts> {
  const late = `(t.due_on, ${dueTime}) < ($3::date, $4::time)`;
  const today = `(t.due_on = $3::date AND NOT ${late})`;
  const count = (of: string) => `count(*) FILTER (WHERE ${of})::int`;
  const row = await tx.one<TaskCounts>(
    `SELECT count(*)::int AS "all", ${count('t.owner_id = $2')} AS mine, ${count('t.owner_id IS NULL')} AS nobody,
            ${count(`t.owner_id = $2 AND ${late}`)} AS "mineLate", ${count(`t.owner_id = $2 AND ${today}`)} AS "mineToday",
            ${count(late)} AS late, ${count(today)} AS today
       FROM task t WHERE t.area_id = $1 AND ${open}`,
    [areaId, userId, now.day, now.time],
  );
  return row!;
}

/** How many open tasks of a person in an area are due by the end of a London day. */
export async function countDue(db: Database, areaId: string, userId: string, day: string): Promise<number> {
  const [n] = await db.call<number>('due_tasks', [areaId], [userId, day]);
  return n!;
}

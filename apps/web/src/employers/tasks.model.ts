import { mayReopen, type TaskCounts, type TaskFilter, type TaskLine } from '#employers';
import {
  addDays,
  count,
  london,
  londonDay,
  longDate,
  type PagePlace,
  shortDate,
  startOfDay,
} from '#platform';
import { type DueBadge, dueBadge, listAddress, onlyOf, type Principal } from '../shell/index.js';
import { type TasksQuery, taskFilter } from './task.form.js';

/** London day and time of day of an instant, as tasks are due by. */
const taskNow = (now: Date) => ({ day: londonDay(now), time: london(now).toFormat('HH:mm') });

/** How near a task is, by its day and hour. */
export const taskMark = (task: Pick<TaskLine, 'dueOn' | 'dueTime'>, now: Date): DueBadge => {
  const { day, time } = taskNow(now);
  return dueBadge(task.dueOn, day, { time: task.dueTime, now: time, weekday: task.dueOn < addDays(day, 7) });
};

/** The filter a query means. People who see only their own tasks get no others, whatever they ask for. */
export function filterOf(query: TasksQuery, who: Principal, now: Date): TaskFilter {
  const { day } = taskNow(now);
  const own = onlyOf(who);
  const filter: TaskFilter = {
    whose:
      query.whose === 'ended'
        ? 'ended'
        : own || query.whose === 'mine'
          ? { owner: who.userId! }
          : query.whose === 'nobody'
            ? 'nobody'
            : query.owner
              ? { owner: query.owner }
              : 'everybody',
    only: own ?? (query.whose === 'ended' ? query.owner || undefined : undefined),
    q: query.q || undefined,
  };
  if (query.on) return { ...filter, from: query.on, to: query.on };
  if (query.due === 'late') return { ...filter, late: taskNow(now) };
  if (query.due === 'today') return { ...filter, from: day, to: day };
  if (query.due === 'week') return { ...filter, from: day, to: addDays(day, 6) };
  if (query.due === 'later') return { ...filter, from: addDays(day, 7) };
  return filter;
}

/** A task as lists show it. */
export function taskRow(task: TaskLine, who: Principal, names: ReadonlyMap<string, string>, now: Date) {
  const endedAt = task.doneAt ?? task.calledOffAt;
  const mine = task.ownerId === who.userId;
  return {
    ...task,
    mine,
    owner: mine ? 'You' : task.ownerId ? (names.get(task.ownerId) ?? 'Somebody who has left') : undefined,
    mark: taskMark(task, now),
    ended: endedAt ? `${task.doneAt ? 'Done' : 'Called off'} on ${shortDate(endedAt)}` : undefined,
    mayReopen: mayReopen(task, now),
  };
}
export type TaskRow = ReturnType<typeof taskRow>;

/** Rows under headings by when they are due; ended ones stand under one. */
export function groups(rows: TaskRow[], now: Date): { title: string; late: boolean; rows: TaskRow[] }[] {
  const { day } = taskNow(now);
  const titleOf = (row: TaskRow) =>
    row.ended
      ? 'Done or called off in the last 30 days'
      : row.mark.tone === 'red'
        ? 'Overdue'
        : row.dueOn === day
          ? `Today, ${longDate(startOfDay(day)).replace(/ \d{4}$/, '')}`
          : row.dueOn < addDays(day, 7)
            ? 'In the next 7 days'
            : 'Later';
  const found = new Map<string, TaskRow[]>();
  for (const row of rows) found.set(titleOf(row), [...(found.get(titleOf(row)) ?? []), row]);
  return [...found].map(([title, of]) => ({ title, late: title === 'Overdue', rows: of }));
}

/** One line on how things stand: "84 open in Calderdale: 3 overdue, 4 due today, 6 without an owner." */
export function summary(counts: TaskCounts, areaName: string, ownOnly: boolean): string {
  if (ownOnly) return `${said(counts.mine, counts.mineLate, counts.mineToday)}.`;
  const nobody = counts.nobody ? [`${counts.nobody} without an owner`] : [];
  return `${said(counts.all, counts.late, counts.today, ` in ${areaName}`, nobody)}.`;
}

function said(open: number, late: number, today: number, where = '', more: string[] = []): string {
  const parts = [late ? `${late} overdue` : '', today ? `${today} due today` : '', ...more].filter(Boolean);
  return `${count(open, 'task', 'tasks')} open${where}${parts.length ? `: ${parts.join(', ')}` : ''}`;
}

/** The list's address with this filter. */
export const tasksAddress = (query: Partial<TasksQuery>, to: PagePlace = {}): string =>
  listAddress('/tasks', taskFilter, query, to);

/** Days a task is put off to with one button: the next working day, and the Monday after. */
export function laterDays(nextDay: string, monday: string): { dueOn: string; text: string }[] {
  const days = [...new Set([nextDay, monday])];
  return days.map((dueOn) => ({ dueOn, text: plainDay(dueOn) }));
}

const plainDay = (day: string): string => longDate(startOfDay(day)).replace(/ \d{4}$/, '');

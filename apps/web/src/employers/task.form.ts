import { z } from 'zod';
import { field, oneOf, place, searched } from '../shell/index.js';

const fields = {
  title: field.text('Say what is to be done', 200),
  detail: field.maybeLines(2000),
  dueOn: field.day('Enter the day it is due'),
  dueTime: field.maybeTime('Enter the time'),
  /** Whose it is; empty: nobody's. Left out by people who can give tasks to nobody else. */
  ownerId: field.maybeListed().unwrap().optional(),
};

export const newTaskForm = z.object({ ...fields, employerId: field.maybeListed() });
export const changeTaskForm = z.object(fields);

/** Buttons that act at once, and the page to go back to. */
export const actForm = z.object({ back: z.string().max(300).optional().catch(undefined) });
export type Act = z.output<typeof actForm>;
export const postponeForm = z.object({ dueOn: field.day('Enter the day it is due') });

/** What the list of tasks is narrowed to. `whose` empty: what suits whoever asks. */
export const taskFilter = z.object({
  whose: oneOf(['', 'mine', 'everybody', 'nobody', 'ended']),
  due: oneOf(['', 'late', 'today', 'week', 'later']),
  on: z.iso.date().or(z.literal('')).catch(''),
  owner: z.uuid().or(z.literal('')).catch(''),
  q: searched(),
});
export const tasksQuery = taskFilter.extend(place);
export type TasksQuery = z.infer<typeof tasksQuery>;

/** The address to go back to after an act, saying what was done: a page of our own, else `instead`. */
export function backTo(asked: string | undefined, done: string, taskId: string, instead = '/tasks'): string {
  // An address from outside would lead people away.
  const own = asked && /^\/(?![/\\])[\w/?=&-]*$/.test(asked) ? asked : instead;
  return `${own}${own.includes('?') ? '&' : '?'}done=${done}&task=${taskId}`;
}

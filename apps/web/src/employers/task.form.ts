import { z } from 'zod';
import { aDay } from '../shell/index.js';

const text = (max: number) => z.string().max(max, `Use at most ${max} characters`).default('');
const fields = {
  title: z.string().min(1, 'Say what is to be done').max(200, 'Use at most 200 characters'),
  detail: text(2000),
  dueOn: aDay('Enter the day it is due'),
  dueTime: z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'Enter the time like 14:30')
    .or(z.literal(''))
    .default(''),
  /** Whose it is; empty: nobody's. Left out by people who can give tasks to nobody else. */
  ownerId: z.union([z.literal(''), z.uuid('Choose a person from the list')]).optional(),
};

export const newTaskForm = z.object({
  ...fields,
  employerId: z.union([z.literal(''), z.uuid()]).default(''),
});
export const changeTaskForm = z.object(fields);

/** Buttons that act at once, and the page to go back to. */
export const actForm = z.object({ back: z.string().max(300).optional() });
export const postponeForm = z.object({ dueOn: z.iso.date() });

/** What the list of tasks is asked for. */
export const tasksQuery = z.object({
  whose: z.enum(['mine', 'everybody', 'nobody', 'ended']).optional().catch(undefined),
  due: z.enum(['', 'late', 'today', 'week', 'later']).catch(''),
  on: z.iso.date().optional().catch(undefined),
  owner: z.uuid().optional().catch(undefined),
  q: z.string().trim().max(100).catch(''),
  after: z.uuid().optional().catch(undefined),
});
export type TasksQuery = z.infer<typeof tasksQuery>;

/** The address to go back to after an act, saying what was done: a page of our own, else `instead`. */
export function backTo(asked: string | undefined, done: string, taskId: string, instead = '/tasks'): string {
  // An address from outside would lead people away.
  const own = asked && /^\/(?![/\\])[\w/?=&-]*$/.test(asked) ? asked : instead;
  return `${own}${own.includes('?') ? '&' : '?'}done=${done}&task=${taskId}`;
}

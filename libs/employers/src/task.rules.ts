/** What is wrong with a task, by field; undefined: nothing. */
export function taskProblems(task: { title: string; dueOn: string }): Record<string, string> | undefined {
  const errors: Record<string, string> = {};
  if (!task.title.trim()) errors['title'] = 'Say what is to be done.';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(task.dueOn)) errors['dueOn'] = 'Enter the day it is due.';
  return Object.keys(errors).length ? errors : undefined;
}

const REOPEN_MS = 30 * 86_400_000;

/** Whether a task that was done or called off can be opened again: for 30 days. */
export function mayReopen(task: { doneAt: Date | null; calledOffAt: Date | null }, now: Date): boolean {
  const at = task.doneAt ?? task.calledOffAt;
  return at !== null && now.getTime() - at.getTime() <= REOPEN_MS;
}

import { count, shortDate } from '#platform';

const DAY_MS = 86_400_000;

/** How a task's day stands to today (both London days): colour and words together. */
export function dueMark(dueOn: string, today: string): { tone: 'red' | 'amber' | 'green'; words: string } {
  const late = Math.round((Date.parse(today) - Date.parse(dueOn)) / DAY_MS);
  if (late > 0) return { tone: 'red', words: `${count(late, 'day', 'days')} overdue` };
  if (late === 0) return { tone: 'amber', words: 'Today' };
  return { tone: 'green', words: shortDate(new Date(dueOn)) };
}

/** "today", "yesterday", "6 days ago" of an instant, by London days. */
export function agoWords(day: string, today: string): string {
  const days = Math.round((Date.parse(today) - Date.parse(day)) / DAY_MS);
  return days <= 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`;
}

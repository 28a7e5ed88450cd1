import { count, plainDate, type Tx } from '#platform';
import type { Retention } from '#retention';
import type { Principal } from './principal.js';

/**
 * What will be deleted because its time is over, for whoever may say that it is kept longer (views/retention-note.njk);
 * undefined for others, and while nothing will.
 */
export async function retentionNote(who: Principal, tx: Tx, retention: Retention) {
  if (!who.areaId || !who.may('retention', 'change')) return undefined;
  const { records, dueBy } = await retention.outlook(tx, who.areaId);
  const due = records.reduce((sum, one) => sum + (one.due ?? 0), 0);
  if (!due || !dueBy) return undefined;
  return {
    text: `${count(due, 'entry', 'entries')} of this area will be deleted by ${plainDate(dueBy)}, when the time for keeping is over.`,
    href: '/settings/retention',
  };
}

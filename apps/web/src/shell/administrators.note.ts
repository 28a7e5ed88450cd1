import type { Administrators } from '#accounts';
import { count } from '#platform';
import type { Principal } from './principal.js';

/**
 * That somebody is to be an administrator and waits for a second person, for who can be that one
 * (views/administrators-note.njk); undefined for others, and while nobody waits.
 */
export async function administratorsNote(who: Principal, administrators: Administrators) {
  const areas = who.accessibleAreaIds.filter((id) => who.may('user', 'create', id));
  if (!who.userId || !areas.length) return undefined;
  const { isSystemAdmin, userId } = who;
  const { length } = await administrators.toConfirm({ areas, isSystemAdmin, userId });
  if (!length) return undefined;
  return {
    text: `${count(length, 'further administrator waits', 'further administrators wait')} for a second person.`,
  };
}

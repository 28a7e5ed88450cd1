import type { Contacts, Tasks } from '#employers';
import type { RecordStandings } from '../shell/index.js';

/** Whose contacts and tasks are: what the guard asks for those who reach their own only. */
export function addStandings(standings: RecordStandings, contacts: Contacts, tasks: Tasks): void {
  standings.add('contact', async (tx, id) => {
    const { areaId, madeByUserId } = await contacts.get(tx, id);
    return { areaId, of: [madeByUserId] };
  });
  standings.add('task', async (tx, id) => {
    const { areaId, madeByUserId, ownerId } = await tasks.get(tx, id);
    return { areaId, of: [madeByUserId, ownerId] };
  });
}

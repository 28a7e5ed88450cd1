import type { Contact } from '#employers';
import { notFound } from '#platform';
import { type Look, type LooksKept, type Principal, reaches } from '../shell/index.js';

/** Looks at people of employers are kept: their addresses and numbers, or their names and jobs alone. */
export const SHOWS_PEOPLE: LooksKept = { at: ['contact', 'see'], when: 'noted', once: true };

/** A look at these people of an employer, with as much of them as the caller sees. */
export const peopleLook = (who: Principal, areaId: string, employerId: string, count: number): Look => ({
  areaId,
  employerId,
  count,
  ...(!seesAllOf(who, 'contact', areaId) && { verb: 'see-names' }),
});

/**
 * Whether the caller sees every field in this area, not a field set of the access matrix only: of contacts all but
 * coordinators see name and job, of employers partners see what agencies share. It is asked of seeing, whatever else the
 * caller may do: adding something shows no more of it.
 */
export const seesAllOf = (who: Principal, what: 'contact' | 'employer', areaId: string): boolean => {
  const right = who.right(what, 'see', areaId);
  return right !== undefined && right.fields === undefined;
};

/**
 * Whether the caller says of a contact whatever there is to say: its address and phone once it is there, its roles, who is
 * written to first. Mail follows those, so they are with those whose right reaches every contact of the area.
 */
export const saysAllOf = (who: Principal, areaId: string): boolean =>
  who.right('contact', 'change', areaId)?.scope === 'area';

/** Whether the caller may change this contact, for showing the way there; the guard decides when they go it. */
export function mayChange(
  who: Principal,
  { areaId, madeByUserId }: Pick<Contact, 'areaId' | 'madeByUserId'>,
): boolean {
  const right = who.right('contact', 'change', areaId);
  return right !== undefined && reaches(right.scope, { areaId, of: [madeByUserId] }, who);
}

/** What was found, where it belongs to the employer whose page it is; of another one it is not there. */
export function ofThisEmployer<T extends { employerId: string }>(employerId: string, found: T): T {
  if (found.employerId !== employerId) throw notFound();
  return found;
}

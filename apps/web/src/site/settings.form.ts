import { z } from 'zod';
import { isId } from '#platform';
import { field } from '../shell/index.js';

/**
 * Roles a person can be given here. Making an administrator takes two people (access.md section 1), so it is not among
 * them.
 */
export const GIVEN_ROLES = ['coordinator', 'partner', 'commissioner', 'regional_lead'] as const;

export const ROLE_HINTS: Record<string, string> = {
  coordinator: 'Runs employers, charter, training and surveys in the area',
  partner: 'Works for another agency: sees who was in touch with an employer, logs own contact',
  commissioner: 'Sees the list of survey rounds; no personal data',
  regional_lead: 'Sees what the area does and changes nothing in it',
};

const AGENCY_NEEDED = { path: ['agency'], message: 'Enter the agency the partner works for' };

export const personForm = z
  .object({
    name: field.text('Enter the person’s name', 100),
    email: field.email(),
    role: z.enum(GIVEN_ROLES, 'Choose a role'),
    area: field.listed('Choose an area'),
    agency: field.maybeText(100),
  })
  .refine((person) => person.role !== 'partner' || Boolean(person.agency), AGENCY_NEEDED);

/** Changing somebody's access is written down with a reason (access matrix, condition `reason`). */
export const accessForm = z.object({
  act: z.enum(['link', 'lost', 'end', 'back'], 'Choose what to do'),
  reason: field.reason(),
});

/** A further role. */
export const addRoleForm = z
  .object({
    newRole: z.enum(GIVEN_ROLES, 'Choose a role'),
    newArea: field.listed('Choose an area'),
    newAgency: field.maybeText(100),
    newReason: field.reason(),
  })
  .refine((given) => given.newRole !== 'partner' || Boolean(given.newAgency), {
    ...AGENCY_NEEDED,
    path: ['newAgency'],
  });

/** A name put right. */
export const nameForm = z.object({
  personName: field.text('Enter the person’s name', 100),
  nameReason: field.reason(),
});

/** What `of` holds for an administrator of the whole installation; else the id of an area. */
export const EVERYWHERE = 'everywhere';

/** The role of administrator taken away. */
export const administratorForm = z.object({
  of: z.string('Choose where').refine((typed) => typed === EVERYWHERE || isId(typed), 'Choose where'),
  administratorReason: field.reason(),
});

/** A role held, as the form names it: `coordinator:<area>`. */
export const heldName = (grant: { role: string; areaId: string | null }): string =>
  `${grant.role}:${grant.areaId ?? ''}`;

/** Another role in the place of one held, or none. */
export const roleForm = z
  .object({
    held: z.string('Choose the role to change').refine((text) => {
      const areaId = text.split(':')[1];
      return areaId === '' || isId(areaId);
    }, 'Choose the role to change'),
    role: z.enum([...GIVEN_ROLES, 'none'], 'Choose what they are from now on'),
    agency: field.maybeText(100),
    roleReason: field.reason(),
  })
  .refine((change) => change.role !== 'partner' || Boolean(change.agency), AGENCY_NEEDED);

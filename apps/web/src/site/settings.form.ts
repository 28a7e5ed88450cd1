import { z } from 'zod';
import { isEmail, isId } from '#platform';

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

const agency = z.string().max(100, 'Enter an agency of 100 characters or fewer').optional();
const AGENCY_NEEDED = { path: ['agency'], message: 'Enter the agency the partner works for' };
const reason = z
  .string('Say why, in 10 characters or more')
  .min(10, 'Say why, in 10 characters or more')
  .max(300, 'Say why in 300 characters or fewer');

export const personForm = z
  .object({
    name: z
      .string('Enter the person’s name')
      .min(1, 'Enter the person’s name')
      .max(100, 'Enter a name of 100 characters or fewer'),
    email: z
      .string('Enter an email address')
      .min(1, 'Enter an email address')
      .max(254, 'Enter an email address of 254 characters or fewer')
      .refine(isEmail, 'Enter an email address in the right form, like name@example.org'),
    role: z.enum(GIVEN_ROLES, 'Choose a role'),
    area: z.uuid('Choose an area'),
    agency,
  })
  .refine((person) => person.role !== 'partner' || Boolean(person.agency), AGENCY_NEEDED);

/** Changing somebody's access is written down with a reason (access matrix, condition `reason`). */
export const accessForm = z.object({ act: z.enum(['link', 'end', 'back'], 'Choose what to do'), reason });

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
    agency,
    roleReason: reason,
  })
  .refine((change) => change.role !== 'partner' || Boolean(change.agency), AGENCY_NEEDED);

import { z } from 'zod';
import { isEmail } from '#platform';

/**
 * Roles a person can be given here. Making an administrator takes two people (access.md section 1), so it is not among
 * them.
 */
export const GIVEN_ROLES = ['coordinator', 'partner', 'commissioner', 'regional_lead'] as const;

export const ROLE_WORDS: Record<string, string> = {
  administrator: 'Administrator',
  regional_lead: 'Regional lead',
  coordinator: 'Coordinator',
  partner: 'Partner',
  commissioner: 'Commissioner',
};

export const ROLE_HINTS: Record<string, string> = {
  coordinator: 'Runs employers, charter, training and surveys in the area',
  partner: 'Works for another agency: sees who was in touch with an employer, logs own contact',
  commissioner: 'Sees the list of survey rounds; no personal data',
  regional_lead: 'Compares areas and changes nothing in them',
};

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
    agency: z.string().max(100, 'Enter an agency of 100 characters or fewer').optional(),
  })
  .refine((person) => person.role !== 'partner' || Boolean(person.agency), {
    path: ['agency'],
    message: 'Enter the agency the partner works for',
  });

/** Changing somebody's access is written down with a reason (access matrix, condition `reason`). */
export const accessForm = z.object({
  act: z.enum(['link', 'end', 'back'], 'Choose what to do'),
  reason: z
    .string('Say why, in 10 characters or more')
    .min(10, 'Say why, in 10 characters or more')
    .max(300, 'Say why in 300 characters or fewer'),
});

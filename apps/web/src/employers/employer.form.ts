import { z } from 'zod';
import { sectors, sizeChoices, stages, typedFields } from '#employers';
import { anyOf, field, oneOf, place, searched } from '../shell/index.js';
import { described } from './employer-fields.model.js';

/** Adding or changing an employer; a page and the API share it. Empty means nothing known. */
export const employerForm = z.object(described(typedFields));

/** The same by hand: `seen` are the employers that were shown as perhaps the same, and are not. */
export const addForm = employerForm.extend({
  seen: z
    .string()
    .max(1000)
    .default('')
    .transform((ids) => ids.split(',')),
});

export type EmployerForm = z.output<typeof employerForm>;

export const stageForm = z.object({
  stage: field.choice(stages, 'Choose a stage'),
  why: field.maybeText(300),
});

export const undoForm = z.object({ factId: z.uuid() });

/** Which employers a list shows, and in which order. Anything it does not know is left aside. */
export const employerFilter = z.object({
  q: searched(),
  stage: anyOf(field.keysOf(stages)),
  sector: anyOf([...field.keysOf(sectors), 'unknown']),
  size: anyOf(field.keysOf(sizeChoices)),
  authority: z
    .string()
    .regex(/^[A-Z]\d{8}$/)
    .or(z.literal(''))
    .catch(''),
  sort: oneOf(['name', '-name', 'people', '-people']),
});
export type EmployerFilterQuery = z.output<typeof employerFilter>;

/** What the list is asked for. */
export const listQuery = employerFilter.extend(place);

/** Of a partial input only what was sent: a default must not empty a field nobody mentioned. */
export const onlyGiven = <T extends object>(parsed: T, body: unknown): Partial<T> =>
  Object.fromEntries(
    Object.entries(parsed).filter(([key]) => Object.hasOwn((body ?? {}) as object, key)),
  ) as Partial<T>;

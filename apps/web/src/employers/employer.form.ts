import { z } from 'zod';
import { type Sector, type SizeChoice, sectors, sizeChoices, stageNames, typedFields } from '#employers';
import { described } from './employer-fields.model.js';

const keys = <K extends string>(of: Record<K, unknown>) => Object.keys(of) as [K, ...K[]];
const text = (max: number) => z.string().max(max, `Use at most ${max} characters`).default('');

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

export const stageForm = z.object({
  stage: z.enum(stageNames as [string, ...string[]], { error: 'Choose a stage' }),
  why: text(300),
});

export const undoForm = z.object({ factId: z.uuid() });

const several = <T extends z.ZodType>(one: T) =>
  z.preprocess((v) => (v === undefined || v === '' ? [] : [v].flat()), z.array(one)).catch([]);

/** What the list is asked for. Anything it does not know is left aside, so that an old address still works. */
export const listQuery = z.object({
  q: z.string().trim().max(100).catch(''),
  stage: several(z.enum(stageNames as [string, ...string[]])),
  sector: several(z.enum([...keys<Sector>(sectors), 'unknown'])),
  size: several(z.enum(keys<SizeChoice>(sizeChoices))),
  authority: z
    .string()
    .regex(/^[A-Z]\d{8}$/)
    .or(z.literal(''))
    .catch(''),
  sort: z.enum(['name', '-name', 'people', '-people']).catch('name'),
  after: z.string().max(600).optional().catch(undefined),
  before: z.string().max(600).optional().catch(undefined),
});
export type ListQuery = z.output<typeof listQuery>;

/** Of a partial input only what was sent: a default must not empty a field nobody mentioned. */
export const onlyGiven = <T extends object>(parsed: T, body: unknown): Partial<T> =>
  Object.fromEntries(
    Object.entries(parsed).filter(([key]) => Object.hasOwn((body ?? {}) as object, key)),
  ) as Partial<T>;

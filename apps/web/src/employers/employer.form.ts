import { z } from 'zod';
import {
  type Register,
  registers,
  type Sector,
  type SizeChoice,
  sectors,
  sizeChoices,
  stageNames,
} from '#employers';

const keys = <K extends string>(of: Record<K, unknown>) => Object.keys(of) as [K, ...K[]];
const text = (max: number) => z.string().max(max, `Use at most ${max} characters`).default('');

/** Adding or changing an employer; a page and the API share it. Empty means nothing known. */
export const employerForm = z.object({
  name: z.string().min(1, 'Enter the name of the employer').max(300, 'Use at most 300 characters'),
  tradingNames: text(1000).describe('One a line'),
  register: z.enum(['', ...keys<Register>(registers)]).default(''),
  registerNumber: text(20),
  legalForm: text(100).describe(
    'As it is called, e.g. “Sole trader”; decides whether advertising needs their consent',
  ),
  sector: z.enum(['', ...keys<Sector>(sectors)]).default(''),
  headcount: z
    .union([z.literal(''), z.coerce.number().int().min(0).max(5_000_000)], {
      error: 'Enter the number of people as a whole number, such as 240',
    })
    .default(''),
  address: text(1000),
  town: text(100),
  postcode: text(12),
  website: text(300),
});

/** The same by hand: `seen` are the employers that were shown as perhaps the same, and are not. */
export const addForm = employerForm.extend({
  seen: z
    .string()
    .max(1000)
    .default('')
    .transform((ids) => ids.split(',')),
});

/** What the form means for the service. */
export const employerInput = (form: z.output<typeof employerForm>) => ({
  name: form.name,
  tradingNames: form.tradingNames.split('\n'),
  register: form.register || null,
  registerNumber: form.registerNumber || null,
  legalForm: form.legalForm || null,
  sector: form.sector || null,
  headcount: form.headcount === '' ? null : form.headcount,
  address: form.address.replace(/\n+/g, ', ') || null,
  town: form.town || null,
  postcode: form.postcode || null,
  website: form.website || null,
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

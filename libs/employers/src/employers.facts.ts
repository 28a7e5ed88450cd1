import { z } from 'zod';
import { defineFact, type Fact, type FactAbout, newId } from '#platform';
import type { Employer } from './employer.entity.js';
import { saidFields } from './employer.fields.js';
import type { Sector } from './employer.rules.js';
import { stages } from './stage.rules.js';

/** What figures go by, as it is from then on; what is not known is null. */
const values = {
  /** GSS code of the local authority. */
  authority: z.string().nullable(),
  headcount: z.number().int().nullable(),
  sector: z.enum(['private', 'third', 'other-public', 'mental-health']).nullable(),
};
/** The list a change came with. */
const list = { runId: z.string().optional(), fileName: z.string().optional() };
/** Columns of the employer or contact that changed, by name. */
const fields = z.array(z.string());
const stage = z.enum(Object.values(stages) as [string, ...string[]]);
const nothing = z.strictObject({});
const task = { title: z.string() };

/** What was said in a field before and after; null: nothing. Words, which go when nothing keeps the employer any more. */
const words = z.record(z.string(), z.tuple([z.string().nullable(), z.string().nullable()]));

const changedData = z.strictObject({
  ...z.object(values).partial().shape,
  ...list,
  fields,
  words: words.optional(),
  undone: fields.optional(),
});

/** What this lib writes down as having happened; contacts are written down as `contacted` (contact-policy). */
export const employersFacts = {
  added: defineFact('employers.added', z.strictObject({ ...values, ...list, act: z.string().optional() })),
  /**
   * `words`: the values of fields before and after, for whoever asks what was changed; figures go by those above.
   * `undone`: fields of a list's change that were put back, so that they no longer count among `fields`.
   */
  changed: defineFact('employers.changed', changedData),
  /**
   * Stages by the names they have; from null: the stage it was added at, in the same act. `charter`: signing or ending a
   * charter made the move.
   */
  stageMoved: defineFact(
    'employers.stage-moved',
    z.strictObject({
      from: stage.nullable(),
      to: stage,
      why: z.string().optional(),
      charter: z.literal(true).optional(),
      ...list,
      act: z.string().optional(),
    }),
  ),
  contactAdded: defineFact('employers.contact-added', nothing),
  contactChanged: defineFact('employers.contact-changed', z.strictObject({ fields })),
  contactLeft: defineFact(
    'employers.contact-left',
    z.strictObject({ wasPrimary: z.literal(true).optional() }),
  ),
  contactBack: defineFact('employers.contact-back', nothing),
  /** What is no contact: a note, an email somebody wrote elsewhere, what they began, what did not take place. */
  activityLogged: defineFact(
    'employers.activity-logged',
    z.strictObject({ activityId: z.string(), kind: z.string() }),
  ),
  taskAdded: defineFact('employers.task-added', z.strictObject({ ...task, dueOn: z.string() })),
  /** `dueOn`: the new day; `owner`: the name of whose it is now, '' for nobody's. */
  taskChanged: defineFact(
    'employers.task-changed',
    z.strictObject({ ...task, fields, dueOn: z.string().optional(), owner: z.string().optional() }),
  ),
  taskDone: defineFact('employers.task-done', z.strictObject(task)),
  taskCalledOff: defineFact('employers.task-called-off', z.strictObject(task)),
  taskReopened: defineFact('employers.task-reopened', z.strictObject(task)),
};

/** Sectors by the permanent names that figures go by. */
const sectorNames: Record<Sector, 'private' | 'third' | 'other-public' | 'mental-health'> = {
  private: 'private',
  third: 'third',
  public_other: 'other-public',
  public_mh: 'mental-health',
};

type Valued = Pick<Employer, 'authorityCode' | 'headcount' | 'sector'>;

/** What figures go by, of an employer as it is. */
export const valuesOf = (employer: Valued) => ({
  authority: employer.authorityCode,
  headcount: employer.headcount,
  sector: employer.sector && sectorNames[employer.sector],
});

/** The column each of them stands in. */
const columnsOfValues = { authority: 'authorityCode', headcount: 'headcount', sector: 'sector' } as const;

/** What is left of a list's change, by the data of its fact, once these fields were put back; undefined: nothing. */
export function withoutFields(
  data: Record<string, unknown>,
  undone: readonly string[],
): z.infer<typeof changedData> | undefined {
  const { fields, ...rest } = changedData.parse(data);
  const left = fields.filter((field) => !undone.includes(field));
  if (!left.length) return undefined;
  for (const [value, column] of Object.entries(columnsOfValues))
    if (undone.includes(column)) delete rest[value as keyof typeof columnsOfValues];
  for (const field of undone) delete rest.words?.[field];
  return { ...rest, fields: left, undone: [...undone] };
}

/** That an employer was added, by hand or by a list, and the stage it begins at: one act. */
export function addedFacts(
  employer: Employer,
  about: FactAbout,
  list: { runId?: string; fileName?: string } = {},
): Fact[] {
  const act = newId();
  return [
    employersFacts.added.of({ ...about, data: { ...valuesOf(employer), ...list, act } }),
    employersFacts.stageMoved.of({
      ...about,
      data: { from: null, to: stages[employer.stage], ...list, act },
    }),
  ];
}

/** A value as it is told: lists with semicolons. */
const told = (value: unknown): string | null =>
  value === null || (Array.isArray(value) && !value.length)
    ? null
    : Array.isArray(value)
      ? value.join('; ')
      : String(value);

/** What these fields said before and say now, but for those that follow from another. */
export const changedWords = (
  before: Employer,
  after: Employer,
  fields: readonly string[],
): z.infer<typeof words> =>
  Object.fromEntries(
    saidFields.flatMap((field) =>
      fields.includes(field) ? [[field, [told(before[field]), told(after[field])]]] : [],
    ),
  );

/** The same of what differs between two states of an employer. */
export function changedValues(before: Valued, after: Valued): Partial<ReturnType<typeof valuesOf>> {
  const [was, is] = [valuesOf(before), valuesOf(after)];
  return Object.fromEntries(
    Object.entries(is).filter(([key, value]) => value !== was[key as keyof typeof was]),
  );
}

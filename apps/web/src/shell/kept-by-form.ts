import { z } from 'zod';
import type { Condition } from '#access';

/** Conditions of the access matrix that a form keeps by a field of it. */
export const FORM_CONDITIONS = ['reason', 'preview'] as const satisfies Condition[];
export type FormCondition = (typeof FORM_CONDITIONS)[number];

/** Marks a field as the one by which a form keeps a condition. */
const marks = new WeakMap<z.ZodType, FormCondition>();
export function keeping<S extends z.ZodType>(condition: FormCondition, field: S): S {
  marks.set(field, condition);
  return field;
}

/** Metadata key of what the form of a route keeps. */
const KEEPS = 'crm:form-keeps';
/** `by-request`: the schema is chosen for each request, so only then is it known. */
export type Keeps = readonly FormCondition[] | 'by-request';

/** Writes down what the form of a handler keeps. */
export const noteKeeps = (handler: object, keeps: Keeps): void =>
  Reflect.defineMetadata(KEEPS, keeps, handler);

/** What the form of a handler keeps; nothing where it has none. */
export const keepsOf = (handler: object): Keeps =>
  (Reflect.getMetadata(KEEPS, handler) as Keeps | undefined) ?? [];

/** The conditions that whatever fits this schema keeps. */
export function keptBy(schema: z.ZodType): FormCondition[] {
  const own = marks.get(schema);
  if (own) return [own];
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Record<string, z.ZodType>;
    return [...new Set(Object.values(shape).flatMap(keptBy))];
  }
  if (schema instanceof z.ZodUnion) {
    const [first = [], ...others] = (schema.options as z.ZodType[]).map(keptBy);
    return first.filter((one) => others.every((other) => other.includes(one)));
  }
  if (schema instanceof z.ZodPipe) return keptBy(schema.in as z.ZodType);
  return [];
}

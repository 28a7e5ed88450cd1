import type { z } from 'zod';
import { type Employer, type EmployerField, type ImportField, importFields, isShared } from '#employers';
import { contactColumns, employerLabels, type FieldLabel } from './employer.labels.js';

/** What pages, lists, timeline and API make of the labels: nothing here names a field. */
const labels = Object.entries(employerLabels) as [EmployerField, FieldLabel][];

/** The fields of the form in their order, with their values to choose from; `values` is what it is filled with. */
export const formFields = (values: Record<string, unknown>) =>
  labels.flatMap(([name, { label, form }]) => {
    if (!form) return [];
    const { control = 'input', label: asked, items, blank, ...more } = form;
    return {
      name,
      control,
      label: asked ?? (control === 'select' ? label : `${label} (optional)`),
      blank,
      items:
        items && Object.entries(items(String(values[name] ?? ''))).map(([value, text]) => ({ value, text })),
      more,
    };
  });

/** A record as the form is filled with it: names one a line, nothing for what is not known. */
export const formValues = (employer: Employer): Record<string, unknown> =>
  Object.fromEntries(
    labels.map(([name]) => {
      const value = employer[name];
      return [name, Array.isArray(value) ? value.join('\n') : (value ?? '')];
    }),
  );

/** The details of a record, label and value, as far as the reader sees them. */
export const detailsOf = (employer: Employer, partner: boolean): [string, string][] =>
  labels.flatMap(([name, { label, shown }]): [string, string][] => {
    if (!shown || (partner && !isShared(name))) return [];
    const value = shown === true ? valueWords(employer[name], '') : shown(employer);
    return value ? [[label, value]] : [];
  });

/** What a field is called in the middle of a sentence; undefined: another field says it. */
export function toldAs(field: string): string | undefined {
  const words = (employerLabels as Record<string, FieldLabel | undefined>)[field];
  if (!words || words.told === false) return undefined;
  return words.told ?? words.label.replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase());
}

/** The label of a field that a comparison names. */
export function comparedAs(field: string): string | undefined {
  const words = (employerLabels as Record<string, FieldLabel | undefined>)[field];
  return words && words.told !== false ? words.label : undefined;
}

/** A field's value in words: lists with semicolons, numbers with commas. */
export const valueWords = (value: unknown, nothing: string): string =>
  value === null || value === undefined || (Array.isArray(value) && !value.length)
    ? nothing
    : Array.isArray(value)
      ? value.join('; ')
      : typeof value === 'number'
        ? value.toLocaleString('en-GB')
        : String(value);

/** What each column of a list can hold, in the order of the form, with the words for it. */
export const importLabels = Object.fromEntries([
  ...labels.flatMap(([name, { label, columns }]) =>
    Object.entries(columns ?? (importFields.some((field) => field === name) ? { [name]: label } : {})),
  ),
  ...Object.entries(contactColumns),
]) as Record<ImportField, string>;

/** Schemas by field with their words for the API's document. */
export const described = <S extends Partial<Record<EmployerField, z.ZodType>>>(schemas: S): S =>
  Object.fromEntries(
    (Object.entries(schemas) as [EmployerField, z.ZodType][]).map(([name, schema]) => {
      const words = employerLabels[name]?.api ?? employerLabels[name]?.label;
      return [name, words ? schema.describe(words) : schema];
    }),
  ) as S;

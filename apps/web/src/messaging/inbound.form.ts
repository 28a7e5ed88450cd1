import { z } from 'zod';
import { type PolicyKind, type PolicyLine, policyActions, policyKinds } from '#inbound-mail';
import { field, oneOf, place } from '../shell/index.js';
import { returnedGroups } from './inbound.labels.js';

/** What the list shows. */
export const returnedFilter = z.object({
  show: oneOf(['', 'not-matched', ...returnedGroups.map((group) => group.key)]),
});
export const returnedQuery = returnedFilter.extend(place);

/** Query of one returned mail: an address to look for. */
export const choiceQuery = z.object({ q: z.string().trim().max(320).catch('') });

/** Which mail it is about, on whose word. */
export const matchForm = z.object({
  messageId: field.listed('Choose the email it is about'),
  reason: field.reason(),
});
export type Matching = z.output<typeof matchForm>;

/** Why it is put aside. */
export const dismissForm = z.object({ why: field.reason() });

const nameOf = <F extends string>(name: F, kind: PolicyKind): `${F}-${PolicyKind}` => `${name}-${kind}`;

/** The whole policy, field by field: `count-bounce-hard`, `days-bounce-hard`, `action-bounce-hard` … */
export const policyForm = z.object({
  ...Object.fromEntries(
    policyKinds.map((kind) => [nameOf('count', kind), field.whole('Enter how many', 1, 20)]),
  ),
  ...Object.fromEntries(
    policyKinds.map((kind) => [nameOf('days', kind), field.whole('Enter how many days', 1, 365)]),
  ),
  ...Object.fromEntries(
    policyKinds.map((kind) => [nameOf('action', kind), z.enum(policyActions, 'Choose what follows')]),
  ),
  reason: field.reason(),
});

/** The lines of the policy from the form's fields. */
export const linesOf = (fields: Record<string, unknown>): PolicyLine[] =>
  policyKinds.map((kind) => ({
    kind,
    count: fields[nameOf('count', kind)] as number,
    withinDays: fields[nameOf('days', kind)] as number,
    action: fields[nameOf('action', kind)] as PolicyLine['action'],
  }));

/** The fields of the form from the lines of the policy. */
export const fieldsOf = (lines: readonly PolicyLine[]): Record<string, unknown> =>
  Object.fromEntries(
    lines.flatMap((line) => [
      [nameOf('count', line.kind), String(line.count)],
      [nameOf('days', line.kind), String(line.withinDays)],
      [nameOf('action', line.kind), line.action],
    ]),
  );

/** Why everything is put back to the program's defaults. */
export const resetForm = z.object({ why: field.reason() });

import { z } from 'zod';
import { type PolicyKind, type PolicyLine, policyActions, policyKinds } from '#inbound-mail';

const reason = z
  .string()
  .min(10, 'Say why, in at least 10 characters.')
  .max(300, 'Say it in at most 300 characters.');

/** Query of the list; what does not fit is as if it were not there. */
export const returnedQuery = z.object({
  show: z.string().catch('').default(''),
  after: z.string().max(100).optional().catch(undefined),
});

/** Query of one returned mail: an address to look for. */
export const choiceQuery = z.object({ q: z.string().trim().max(320).catch('').default('') });

/** Which mail it is about, on whose word. */
export const matchForm = z.object({
  messageId: z.uuid('Choose the email it is about.'),
  reason,
});

/** Why it is put aside. */
export const dismissForm = z.object({ why: reason });

const number = (least: number, most: number) =>
  z.coerce
    .number(`Enter a number from ${least} to ${most}.`)
    .int(`Enter a whole number from ${least} to ${most}.`)
    .min(least, `Enter a number from ${least} to ${most}.`)
    .max(most, `Enter a number from ${least} to ${most}.`);

const field = <F extends string>(name: F, kind: PolicyKind): `${F}-${PolicyKind}` => `${name}-${kind}`;

/** The whole policy, field by field: `count-bounce-hard`, `days-bounce-hard`, `action-bounce-hard` … */
export const policyForm = z.object({
  ...Object.fromEntries(policyKinds.map((kind) => [field('count', kind), number(1, 20)])),
  ...Object.fromEntries(policyKinds.map((kind) => [field('days', kind), number(1, 365)])),
  ...Object.fromEntries(
    policyKinds.map((kind) => [field('action', kind), z.enum(policyActions, 'Choose what follows.')]),
  ),
  reason,
});

/** The lines of the policy from the form's fields. */
export const linesOf = (fields: Record<string, unknown>): PolicyLine[] =>
  policyKinds.map((kind) => ({
    kind,
    count: fields[field('count', kind)] as number,
    withinDays: fields[field('days', kind)] as number,
    action: fields[field('action', kind)] as PolicyLine['action'],
  }));

/** The fields of the form from the lines of the policy. */
export const fieldsOf = (lines: readonly PolicyLine[]): Record<string, unknown> =>
  Object.fromEntries(
    lines.flatMap((line) => [
      [field('count', line.kind), String(line.count)],
      [field('days', line.kind), String(line.withinDays)],
      [field('action', line.kind), line.action],
    ]),
  );

/** Why everything is put back to the program's defaults. */
export const resetForm = z.object({ why: reason });

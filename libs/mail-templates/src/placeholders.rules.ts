import { z } from 'zod';
import { isLinkName } from './mail-data.rules.js';
import type { MailDefinition } from './mail-definition.js';
import type { Placeholder } from './template.types.js';

/** What every mail can say, whatever its data. */
const COMMON: readonly Placeholder[] = [
  {
    name: 'recipient.name',
    label: 'Name of the person it goes to',
    kind: 'text',
    mayMiss: false,
    example: 'Robin Example',
  },
  { name: 'area.name', label: 'Your area', kind: 'text', mayMiss: false, example: 'Calderdale' },
  {
    name: 'area.network',
    label: 'Your network’s name',
    kind: 'text',
    mayMiss: false,
    example: 'Calderdale Mindful Employer network',
  },
  {
    name: 'area.replyTo',
    label: 'Where replies go',
    kind: 'text',
    mayMiss: true,
    example: 'coordinator@network.example',
  },
];

/** Everything that can be put into a mail's words, the mail's own first. Throws when the declaration does not fit the schema. */
export function placeholdersOf(mail: MailDefinition): Placeholder[] {
  const shape = (mail.schema as z.ZodObject).shape as Record<string, z.ZodType>;
  const example = mail.example as Record<string, unknown>;
  const own = Object.entries(mail.placeholders).map(([name, label]): Placeholder => {
    const field = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (!field) throw new Error(`${mail.name} has no field ${name} to put in`);
    const kind = kindOf(name, field);
    const shown = kind === 'condition' ? '' : (example[name] ?? (kind === 'link' ? 'https://…' : ''));
    return { name, label, kind, mayMiss: kind !== 'condition' && mayMiss(field), example: String(shown) };
  });
  const blocks = Object.entries(mail.blocks ?? {}).map(([name, { label }]): Placeholder => {
    if (Object.hasOwn(mail.placeholders, name)) throw new Error(`${mail.name} has two things named ${name}`);
    return { name, label, kind: 'block', mayMiss: false, example: '' };
  });
  return [...own, ...COMMON, ...blocks];
}

function kindOf(name: string, field: z.ZodType): Placeholder['kind'] {
  const inner = inside(field);
  if (inner instanceof z.ZodBoolean || inner instanceof z.ZodArray) return 'condition';
  return isLinkName(name) ? 'link' : 'text';
}

const mayMiss = (field: z.ZodType): boolean =>
  !(field instanceof z.ZodDefault) && (field.safeParse(undefined).success || field.safeParse(null).success);

function inside(field: z.ZodType): z.ZodType {
  return field instanceof z.ZodOptional || field instanceof z.ZodNullable || field instanceof z.ZodDefault
    ? inside(field.unwrap() as z.ZodType)
    : field;
}

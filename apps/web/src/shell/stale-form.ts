import { CodedError } from '#platform';
import type { WebRequest } from './principal.js';

/** A form from our own pages whose token has gone stale; nothing of it has been done. Holds what was typed. */
export class StaleForm extends CodedError {
  constructor(readonly typed: [string, string][]) {
    super(
      'forbidden',
      'shell.forged-form',
      'This page was open for too long, or your browser keeps no cookies. Nothing has been sent yet.',
    );
  }
}

/** Never written into a page: a password has to be typed again. */
export const isSecret = (field: string): boolean => /password/i.test(field);

/** What was typed, as names and values a form can hold: `people[0][name]` and its value. */
export function typedFields(req: WebRequest): [string, string][] {
  const fields: [string, string][] = [];
  const walk = (name: string, value: unknown): void => {
    if (typeof value === 'string') fields.push([name, value]);
    else if (Array.isArray(value))
      for (const [i, part] of value.entries())
        walk(typeof part === 'string' ? `${name}[]` : `${name}[${i}]`, part);
    else if (value && typeof value === 'object')
      for (const [key, part] of Object.entries(value)) walk(`${name}[${key}]`, part);
  };
  for (const [name, value] of Object.entries((req.body ?? {}) as Record<string, unknown>))
    if (name !== '_csrf' && !isSecret(name)) walk(name, value);
  return fields;
}

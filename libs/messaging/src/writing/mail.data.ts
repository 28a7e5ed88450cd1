import { z } from 'zod';

/**
 * Data with every optional field of the schema present (as null), so that a template may ask `{{#if}}` of it while a
 * field nobody declared is an error instead of a blank.
 */
export function complete(schema: z.ZodType, data: unknown): unknown {
  const inner = unwrap(schema);
  if (data === undefined || data === null) return null;
  if (inner instanceof z.ZodObject && typeof data === 'object')
    return {
      ...data,
      ...Object.fromEntries(
        Object.entries(inner.shape).map(([key, field]) => [
          key,
          complete(field as z.ZodType, (data as Record<string, unknown>)[key]),
        ]),
      ),
    };
  if (inner instanceof z.ZodArray && Array.isArray(data))
    return data.map((item) => complete(inner.element as z.ZodType, item));
  return data;
}

function unwrap(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return unwrap(schema.unwrap() as z.ZodType);
  return schema;
}

/** Data as staff may see it: personal links (fields named `link` or `…Link`) end after their first path segment. */
export function maskLinks(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(maskLinks);
  if (!data || typeof data !== 'object' || data instanceof Date) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      typeof value === 'string' && /^link$|Link$/.test(key) ? maskLink(value) : maskLinks(value),
    ]),
  );
}

/** "https://crm.example.org/s/secret" → "https://crm.example.org/s/…" */
export function maskLink(link: string): string {
  try {
    const at = new URL(link);
    return `${at.origin}/${at.pathname.split('/')[1] ?? ''}/…`;
  } catch {
    return '…';
  }
}

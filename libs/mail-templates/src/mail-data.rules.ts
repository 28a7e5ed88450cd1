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
          safeLink(key, complete(field as z.ZodType, (data as Record<string, unknown>)[key])),
        ]),
      ),
    };
  if (inner instanceof z.ZodArray && Array.isArray(data))
    return data.map((item) => complete(inner.element as z.ZodType, item));
  return data;
}

/** A link to anything but the web is none: it would run in the reader's program instead of opening a page. */
const safeLink = (name: string, value: unknown): unknown =>
  isLinkName(name) && typeof value === 'string' && !/^https?:\/\/[^\s\\]+$/i.test(value) ? null : value;

function unwrap(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return unwrap(schema.unwrap() as z.ZodType);
  return schema;
}

/** Whether a field of this name holds a personal link. */
export const isLinkName = (name: string): boolean => /^link$|Link$/.test(name);

/** Data as staff may see it: personal links (fields named `link` or `…Link`) end after their first path segment. */
export const maskLinks = <T>(data: T): T => mapLinks(data, maskLink);

/** Data with every personal link in it (fields named `link` or `…Link`) changed. */
export function mapLinks<T>(data: T, change: (link: string) => string): T {
  if (Array.isArray(data)) return data.map((one) => mapLinks(one, change)) as T;
  if (!data || typeof data !== 'object' || data instanceof Date) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      typeof value === 'string' && isLinkName(key) ? change(value) : mapLinks(value, change),
    ]),
  ) as T;
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

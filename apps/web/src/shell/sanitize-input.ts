import { BadRequestException } from '@nestjs/common';
import type { RequestHandler } from 'express';
import { isId } from '#platform';
import { isTaken } from './fields.js';
import type { WebRequest } from './principal.js';

/** C0 controls but tab and line ends: no keyboard types them, PostgreSQL stores no NUL, a spreadsheet shows none. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;
const ENCODED = /%(?:0[0-8bcef]|1[0-9a-f])/gi;

/**
 * A text without what PostgreSQL cannot store: control characters, and halves of surrogate pairs. An id in capitals is
 * the id: the database writes it small, and so it is looked up.
 */
export function cleanText(text: string): string {
  const clean = text.replace(CONTROLS, '').replace(/\p{Surrogate}/gu, '\ufffd');
  return isId(clean) ? clean.toLowerCase() : clean;
}

/** The same for an address that is still encoded: for what its path and its query hold. */
export function cleanAddress(address: string): string {
  // What is left may form another: %0%000.
  for (let before = ''; before !== address; ) {
    before = address;
    address = address.replace(ENCODED, '');
  }
  return address;
}

/**
 * Every text in a body, names of fields as well, in plain objects; without fields named like what every object has.
 * Throws BadRequestException for one nested deeper than `deepest`.
 */
export function cleanTexts(value: unknown, deepest: number, depth = 0): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (!value || typeof value !== 'object') return value;
  if (depth > deepest) throw new BadRequestException();
  if (Array.isArray(value)) return value.map((part) => cleanTexts(part, deepest, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !isTaken(name))
      .map(([name, part]) => [cleanText(name), cleanTexts(part, deepest, depth + 1)]),
  );
}

/** Cleans path and query before any route sees them. */
export const texts = (): RequestHandler => (request, _res, next) => {
  const req = request as unknown as WebRequest;
  req.url = cleanAddress(req.url);
  next();
};

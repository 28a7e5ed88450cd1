import { BadRequestException } from '@nestjs/common';
import type { RequestHandler } from 'express';
import type { WebRequest } from './who.js';

/** No form and no call of ours nests deeper; a body that does was made to break something. */
const DEEPEST = 32;

/** C0 controls but tab and line ends: no keyboard types them, PostgreSQL stores no NUL, a spreadsheet shows none. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;
const ENCODED = /%(?:0[0-8bcef]|1[0-9a-f])/gi;

/** A text without what PostgreSQL cannot store: control characters, and halves of surrogate pairs. */
export const cleanText = (text: string): string =>
  text.replace(CONTROLS, '').replace(/\p{Surrogate}/gu, '\ufffd');

/** The same for an address that is still encoded: for what its path and its query hold. */
export function cleanAddress(address: string): string {
  // What is left may form another: %0%000.
  for (let before = ''; before !== address; ) {
    before = address;
    address = address.replace(ENCODED, '');
  }
  return address;
}

/** Every text in a body, names of fields as well. Throws BadRequestException for one nested out of all measure. */
export function cleanTexts(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (!value || typeof value !== 'object' || Buffer.isBuffer(value)) return value;
  if (depth >= DEEPEST) throw new BadRequestException();
  if (Array.isArray(value)) return value.map((part) => cleanTexts(part, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [cleanText(name), cleanTexts(part, depth + 1)]),
  );
}

/** Cleans path, query, body and the name of a file, once they are read and before any route sees them. */
export const texts = (): RequestHandler => (request, _res, next) => {
  const req = request as unknown as WebRequest;
  req.url = cleanAddress(req.url);
  req.body = cleanTexts(req.body);
  if (req.file0) req.file0.originalname = cleanText(req.file0.originalname);
  next();
};

import { z } from 'zod';
import { states } from '#messaging';

/** Addresses and names to look for are short; whoever pastes more sees a page that finds nothing. */
const search = z.string().trim().max(200).catch('').default('');

/** Query of the list page; what does not fit is as if it were not there. */
export const listQuery = z.object({
  show: z.string().catch('').default(''),
  q: search,
  campaign: z.string().max(200).optional().catch(undefined),
  after: z.string().max(100).optional().catch(undefined),
});

/** How staff settle a mail of unknown fate. */
export const settleForm = z.object({
  verdict: z.enum(['arrived', 'again'], 'Choose what became of it.'),
  reason: z
    .string()
    .min(10, 'Say how you know, in at least 10 characters.')
    .max(300, 'Say it in at most 300 characters.'),
});

/** Query of the API's list. */
export const apiListQuery = z.object({
  area: z.string().optional().describe('Slug of the area; default the first the token has'),
  state: z.enum(states).optional().describe('Only messages in this state'),
  after: z.string().optional().describe('`next` of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Messages a page'),
});

/** A place in a list as it stands in addresses: instant and id. */
export const cursorText = (cursor: { createdAt: string; id: string } | undefined): string | undefined =>
  cursor && `${cursor.createdAt}_${cursor.id}`;

const cursorShape = z.tuple([z.iso.datetime(), z.uuid()]);

/** Undefined for anything that is no place: then the list begins at its beginning. */
export function readCursor(text: string | undefined): { createdAt: string; id: string } | undefined {
  const parts = cursorShape.safeParse(text?.split('_'));
  return parts.success ? { createdAt: parts.data[0], id: parts.data[1] } : undefined;
}

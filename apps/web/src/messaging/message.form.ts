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

/** Query of one sending's page: which names to show, and from where on. */
export const sendingQuery = z.object({
  state: z.enum(states).optional().catch(undefined),
  show: z.string().max(20).optional().catch(undefined),
  after: z.string().max(100).optional().catch(undefined),
});

const reason = (what: string) =>
  z.string().min(10, `${what}, in at least 10 characters.`).max(300, 'Say it in at most 300 characters.');

/** How staff settle a mail of unknown fate. */
export const settleForm = z.object({
  verdict: z.enum(['arrived', 'again'], 'Choose what became of it.'),
  reason: reason('Say how you know'),
});

/** Why a held mail is not to go. */
export const stopForm = z.object({ why: reason('Say why it should not go') });

/** What has been mended, so that held mail is tried again. */
export const tryAgainForm = z.object({ mended: reason('Say what you have corrected') });

/** Ids of ticked rows: one field of the name or many. */
const ticked = (nothing: string) =>
  z.preprocess(
    (value) => (value === undefined ? [] : [value].flat()),
    z.array(z.uuid('Tick emails of this list.')).min(1, nothing).max(500, 'Tick at most 500 emails at once.'),
  );

/** Several emails of unknown fate at once, with one reason. */
export const decideForm = z.object({
  ids: ticked('Tick the emails you decide about.'),
  verdict: z.enum(['arrived', 'again', 'leave'], 'Choose what became of them.'),
  reason: reason('Say how you know'),
});

/** Which of those that did not arrive to send again. */
export const againForm = z.object({ ids: ticked('Tick at least one email to send again.') });

/** The same, after the names and their number were shown. */
export const againNowForm = z.object({
  ids: ticked('Tick at least one email to send again.'),
  round: z.uuid(),
  shown: z.coerce.number().int(),
});

/** Query of the API's list. */
export const apiListQuery = z.object({
  area: z.string().optional().describe('Slug of the area; default the first the token has'),
  state: z.enum(states).optional().describe('Only messages in this state'),
  sending: z.string().max(200).optional().describe('Only messages of this sending'),
  after: z.string().optional().describe('`next` of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Messages a page'),
});

/** Query of the API's list of sendings. */
export const apiSendingsQuery = apiListQuery.pick({ area: true, after: true });

/** A place in a list as it stands in addresses: instant and id. */
export const cursorText = (cursor: { at: string; id: string } | undefined): string | undefined =>
  cursor && `${cursor.at}_${cursor.id}`;

const cursorShape = z.tuple([z.iso.datetime(), z.uuid()]);

/** Undefined for anything that is no place: then the list begins at its beginning. */
export function readCursor(text: string | undefined): { at: string; id: string } | undefined {
  const parts = cursorShape.safeParse(text?.split('_'));
  return parts.success ? { at: parts.data[0], id: parts.data[1] } : undefined;
}

/** The same for the list of sendings: instant and campaign. */
export const sendingCursorText = (cursor: { at: string; campaign: string } | undefined): string | undefined =>
  cursor && `${cursor.at}_${cursor.campaign}`;

export function readSendingCursor(text: string | undefined): { at: string; campaign: string } | undefined {
  const split = text?.indexOf('_') ?? -1;
  const begun = z.iso.datetime().safeParse(text?.slice(0, split));
  return split > 0 && begun.success ? { at: begun.data, campaign: text!.slice(split + 1) } : undefined;
}

import { z } from 'zod';
import { states } from '#messaging';
import { field, oneOf, place, searched } from '../shell/index.js';
import { groups } from './message-status.labels.js';

const tabs = groups.map((group) => group.key);

/** What the list of emails is narrowed to. */
export const mailFilter = z.object({
  show: oneOf(['', 'mend', ...tabs]),
  q: searched(),
  campaign: searched(),
});
export const mailQuery = mailFilter.extend(place);

/** What of one mailing is shown by name: a state, or a tab. */
export const namesFilter = z.object({ state: oneOf(['', ...states]), show: oneOf(['', ...tabs]) });
export const namesQuery = namesFilter.extend(place);

/** Lists that are narrowed by nothing. */
export const noFilter = z.object({});
export const placeQuery = z.object(place);

/** How staff settle a mail of unknown fate. */
export const settleForm = z.object({
  verdict: z.enum(['arrived', 'again'], 'Choose what became of it'),
  reason: field.reason(),
});
export type Settling = z.output<typeof settleForm>;

/** Why a held mail is not to go. */
export const stopForm = z.object({ why: field.reason() });

/** What has been mended, so that held mail is tried again. */
export const tryAgainForm = z.object({ mended: field.reason() });

/** Ids of ticked rows: one field of the name or many. */
const ticked = (nothing: string) =>
  z.preprocess(
    (value) => (value === undefined ? [] : [value].flat()),
    z.array(z.uuid('Tick emails of this list')).min(1, nothing).max(500, 'Tick at most 500 emails at once'),
  );

/** Several emails of unknown fate at once, with one reason. */
export const decideForm = z.object({
  ids: ticked('Tick the emails you decide about'),
  verdict: z.enum(['arrived', 'again', 'leave'], 'Choose what became of them'),
  reason: field.reason(),
});
export type Deciding = z.output<typeof decideForm>;

/** Which of those that did not arrive to send again. */
export const againForm = z.object({ ids: ticked('Tick at least one email to send again') });

const OPEN_AGAIN = 'Open the page again';

/** One email to send again, after it was shown how many they are: `round` is the press of the button. */
export const againOneForm = z.object({
  round: z.uuid(OPEN_AGAIN),
  shown: field.shownCount(),
});
/** The same with several, whose names were shown. */
export const againNowForm = againOneForm.extend(againForm.shape);

/** Query of the API's list. */
export const apiListQuery = z.object({
  area: z.string().optional().describe('Slug of the area; default the first the token has'),
  state: z.enum(states).optional().describe('Only messages in this state'),
  sending: z.string().max(200).optional().describe('Only messages of this sending'),
  after: z.string().optional().describe('`next` of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Messages a page'),
});

/** Query of the API's list of sendings. */
export const apiMailingsQuery = apiListQuery.pick({ area: true, after: true });

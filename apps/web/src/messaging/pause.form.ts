import { z } from 'zod';
import { field } from '../shell/index.js';

const campaign = z
  .string()
  .max(200)
  .regex(/^[\w-]+:[\w:.-]+$/, 'Choose one of those listed');

/** Query of the page: the sending a link came from, and what was just done. */
export const pausesQuery = z.object({
  campaign: campaign.optional().catch(undefined),
});

/** What to pause: `all`, `all-but-service`, or a sending by its campaign. */
export const pauseForm = z.object({
  what: z.union([z.literal('all'), z.literal('all-but-service'), campaign], 'Choose what to pause'),
  reason: field.reason(),
});

/** The page has other reasons, so these of its lists are called `why`. */
export const resumeForm = z.object({ id: z.uuid(), why: field.reason() });

/** What goes now after a restore, and why. */
export const releaseForm = z.object({
  what: z.enum(['all', 'service', 'nothing'], 'Choose what goes now'),
  reason: field.reason(),
});

/** One held sending: by campaign, or the single mails of one kind. */
export const heldForm = z.object({
  sending: z.string().regex(/^(campaign|mail) .{1,200}$/),
  act: z.enum(['release', 'cancel'], 'Choose what becomes of them'),
  why: field.reason(),
});

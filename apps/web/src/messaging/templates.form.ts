import { z } from 'zod';
import { isId } from '#platform';

/** Which version was in force when the page was opened. */
const basedOn = z.coerce.number('Open the page again.').int().min(0).max(1_000_000);
const messageId = z.string().refine((text) => text === '' || isId(text), 'Choose an email from the list.');

/** Words of a mail; what is wrong inside them is said by the language's own check, line by line. */
export const templateForm = z.object({
  subject: z.string(),
  body: z.string(),
  because: z.string(),
  note: z.string().max(200, 'Say what changed in at most 200 characters.').default(''),
  basedOn,
  /** Whose data the preview shows. */
  with: messageId.default(''),
  act: z.enum(['save', 'preview']).default('save'),
});

export const restoreForm = z.object({ number: z.coerce.number().int().min(0), basedOn });
export const addFileForm = z.object({ basedOn });
export const removeFileForm = z.object({ basedOn, position: z.coerce.number().int().min(0).max(100) });
export const testForm = z.object({
  draft: messageId.default(''),
  with: messageId.default(''),
});

const id = z.string().refine(isId).optional().catch(undefined);
/** Query of the page of one mail's words; what does not fit is as if it were not there. */
export const templateQuery = z.object({
  draft: id,
  with: id,
  person: z.string().trim().max(100).catch('').default(''),
});

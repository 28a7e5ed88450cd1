import { z } from 'zod';
import { isId } from '#platform';
import { field, searched } from '../shell/index.js';

/** Which version was in force when the page was opened. */
const basedOn = z.coerce.number('Open the page again').int().min(0).max(1_000_000);

/** Words of a mail; what is wrong inside them is said by the language's own check, line by line. */
export const templateForm = z.object({
  subject: z.string(),
  body: z.string(),
  because: z.string(),
  note: field.maybeText(200),
  basedOn,
  /** Whose data the preview shows. */
  with: field.maybeListed(),
  act: z.enum(['save', 'preview']).default('save'),
});
export type TemplateForm = z.output<typeof templateForm>;

export const restoreForm = z.object({ number: field.whole('Choose a version', 0, 1_000_000), basedOn });
export const addFileForm = z.object({ basedOn });
export const removeFileForm = z.object({ basedOn, position: field.whole('Choose a file', 0, 100) });
export const testForm = z.object({
  draft: field.maybeListed(),
  with: field.maybeListed(),
});

const id = z.string().refine(isId).optional().catch(undefined);
/** Query of the page of one mail's words; what does not fit is as if it were not there. */
export const templateQuery = z.object({
  draft: id,
  with: id,
  person: searched(),
});

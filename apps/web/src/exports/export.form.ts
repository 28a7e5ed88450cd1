import { z } from 'zod';
import { exportFormats } from '#documents';
import { field, oneOf, place } from '../shell/index.js';

const boxes = z.preprocess(
  (sent) => (sent === undefined || sent === '' ? [] : [sent].flat()),
  z.array(z.string().max(60)).max(100, 'Choose columns that are listed here'),
);
/** The boxes that are ticked on a page that is shown again. */
export const chosenColumns = boxes.catch([]);

/** What a file is to be: `show` changes only the page. Which columns there are is looked at against the list. */
export const choiceForm = z.object({
  act: z.enum(['show', 'make'], 'Use one of the buttons').default('make'),
  columns: boxes,
  format: z.enum(exportFormats, 'Choose Excel or CSV').default('xlsx'),
  reason: field.maybeText(300),
});

/** The same, to be made. */
export const askForm = choiceForm.extend({
  reason: field.reason('Say what it is for, in 10 to 300 characters'),
});

/** Whose exports the list shows; everybody's for who may see those. */
export const exportsFilter = z.object({ whose: oneOf(['mine', 'all']) });
export const exportsQuery = exportsFilter.extend(place);

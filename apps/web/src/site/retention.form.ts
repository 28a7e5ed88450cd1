import { z } from 'zod';
import { field } from '../shell/index.js';

/** A new period of a record: its limits are the declaration's, and checked with it. */
export const periodForm = z.object({
  length: field.whole('Enter a whole number', 1, 3660),
  reason: field.reason(),
});

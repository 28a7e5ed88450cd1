import { z } from 'zod';
import { field } from '../shell/index.js';

/** A new period of a record: its limits are the declaration's. */
export const periodForm = ({ least, most }: { least: number; most: number }) =>
  z.object({
    length: field.whole('Enter how long it is kept', least, most),
    reason: field.reason(),
  });

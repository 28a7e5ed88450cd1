import { z } from 'zod';
import { defineFact } from '#platform';

/** Days are London days. */
const signing = {
  charterId: z.string(),
  /** Number of the wording (charter-versions.json). */
  version: z.number().int(),
  signatoryRole: z.string(),
  signedOn: z.string(),
  reviewDueOn: z.string(),
};
const end = z.strictObject({
  charterId: z.string(),
  endedOn: z.string(),
  reason: z.string(),
  /** Name of the stage the employer was at. */
  stage: z.string(),
});

/** What this lib writes down as having happened; the subject is `charter:<id>`. */
export const signatoriesFacts = {
  /** A first signature, or the next while one holds (`renewal`). */
  signed: defineFact(
    'signatories.signed',
    z.strictObject({ ...signing, renewal: z.literal(true).optional() }),
  ),
  /** A signature after an earlier one had ended. */
  returned: defineFact('signatories.returned', z.strictObject(signing)),
  lapsed: defineFact('signatories.lapsed', end),
  withdrawn: defineFact('signatories.withdrawn', end),
  listingChanged: defineFact(
    'signatories.listing-changed',
    z.strictObject({ charterId: z.string(), listed: z.boolean() }),
  ),
};

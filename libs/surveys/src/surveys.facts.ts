import { z } from 'zod';
import { defineFact } from '#platform';

const wave = {
  waveId: z.string(),
  title: z.string(),
  kind: z.enum(['baseline', 'followup']),
};
const standard = z.number().int().nullable();

/** What happened in surveys. The subject is `wave:<id>`. */
export const surveyFacts = {
  /** A wave opened: what it asks with, whom, which wave it follows, and until which London day answers count. No employer. */
  waveOpened: defineFact(
    'surveys.wave-opened',
    z.strictObject({
      ...wave,
      instrument: z.string(),
      countedUntil: z.string(),
      follows: z.string().nullable(),
      /** Ids of employers. */
      invited: z.array(z.string()),
      leftOut: z.number().int(),
    }),
  ),
  /** An employer's contact was invited. */
  invited: defineFact('surveys.invited', z.strictObject(wave)),
  /**
   * An employer's answer was submitted, with what figures are made of (answer-figures.rules.ts): the ten standards and the
   * kinds of help looked for and not found. Nothing else of an answer leaves the answer.
   */
  answered: defineFact(
    'surveys.answered',
    z.strictObject({
      ...wave,
      late: z.boolean(),
      person: z.string(),
      ...Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`s${n + 1}`, standard.optional()])),
      unmet: z.array(z.string()).optional(),
    }),
  ),
};

/** What a fact of this lib is about. */
export const waveSubject = (waveId: string): string => `wave:${waveId}`;

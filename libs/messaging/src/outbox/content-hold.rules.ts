/** What holds a mail whose words and data do not fit together, until somebody mends one of them. */
export const contentHolds = ['missing-value', 'template-broken'] as const;
export type ContentHold = (typeof contentHolds)[number];

/** Why a mail cannot go in its words: they cannot be used at all, or ask for values (as staff call them) it lacks. */
export interface ContentProblem {
  broken?: string | undefined;
  missing: readonly string[];
}

/** What holds such a mail, with a sentence for staff; undefined: nothing does. */
export function contentHold({
  broken,
  missing,
}: ContentProblem): { hold: ContentHold; reason: string } | undefined {
  if (broken !== undefined) return { hold: 'template-broken', reason: broken };
  if (!missing.length) return undefined;
  return {
    hold: 'missing-value',
    reason: `The template asks for something this email does not have: ${missing.join(', ')}.`,
  };
}

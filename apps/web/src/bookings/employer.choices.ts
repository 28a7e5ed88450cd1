import type { SimilarEmployer } from '#employers';
import { becauseWords } from '../employers/index.js';

/** Employers that somebody may mean, and that it is a new one, as choices. `focus`: one has just asked for them. */
export const employerChoices = (similar: readonly SimilarEmployer[], isNew: string, focus = false) => [
  ...similar.map((e, i) => ({
    value: e.id,
    text: e.name,
    hint: [[e.town, e.postcode].filter(Boolean).join(', '), becauseWords(e.reasons)]
      .filter(Boolean)
      .join('. '),
    attributes: focus && i === 0 ? { autofocus: true } : {},
  })),
  { value: 'new', text: isNew },
];

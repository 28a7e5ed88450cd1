import type { SimilarEmployer } from '#employers';

/** Employers that somebody may mean, and that it is a new one, as choices. `focus`: one has just asked for them. */
export const employerChoices = (similar: readonly SimilarEmployer[], isNew: string, focus = false) => [
  ...similar.map((e, i) => ({
    value: e.id,
    text: e.name,
    hint:
      [
        [e.town, e.postcode].filter(Boolean).join(', '),
        e.sameAddress ? '(one of its contacts has this email address)' : '',
      ]
        .filter(Boolean)
        .join(' ') || undefined,
    attributes: focus && i === 0 ? { autofocus: true } : {},
  })),
  { value: 'new', text: isNew },
];

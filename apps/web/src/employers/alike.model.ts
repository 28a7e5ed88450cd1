import { type Reason, type SimilarEmployer, STRICT, stages } from '#employers';

const WORDS: Record<Reason['code'], string> = {
  'same-number': 'same register number',
  'other-number': 'another register number',
  'same-name': 'same name',
  'reordered-name': 'same words in the name',
  'spelt-alike': 'name spelt alike',
  'longer-name': 'one name holds the other',
  initials: 'initials of the name',
  'other-form': 'another legal form',
  'shared-words': 'a word in common',
  'same-address': 'same address',
  'same-postcode': 'same postcode',
  near: 'near by',
  'other-place': 'another place',
  'same-email': 'one of its contacts has this email address',
  'same-phone': 'same telephone number',
  'same-domain': 'same email or web domain',
};

/** Why it may be this one: "Same name, another place". */
export const becauseWords = (reasons: readonly Reason[]): string => {
  const words = reasons
    .map((reason) =>
      reason.code === 'shared-words' ? `“${reason.words.join(' ')}” in both names` : WORDS[reason.code],
    )
    .join(', ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** What is said at the name that is to be added. */
export const alikeWords = (alike: readonly SimilarEmployer[]): string => {
  const of = alike.some(isSame) ? 'of this name' : 'of a similar name';
  if (alike.length === 1) return `There is one ${of} already. Open it, or add this one all the same.`;
  return `There are ${alike.length} employers of this or a similar name. Open the one you mean, or add this one all the same.`;
};

const isSame = ({ score, reasons }: SimilarEmployer): boolean =>
  score >= STRICT || reasons.some(({ code }) => code === 'same-name' || code === 'same-number');

/** One of them, to choose from. `shared`: only what a partner may see (access matrix, `employer.shared`). */
export const alikeRow = (one: SimilarEmployer, shared: boolean) => ({
  id: one.id,
  name: one.name,
  place: shared ? (one.postcode?.split(' ')[0] ?? '') : [one.town, one.postcode].filter(Boolean).join(', '),
  stage: stages[one.stage],
  because: becauseWords(one.reasons),
});

import { type SimilarEmployer, stages } from '#employers';

const same = (one: SimilarEmployer) => one.sameName || one.sameNumber;
const because = (one: SimilarEmployer): string => {
  if (one.sameNumber) return 'Same register number';
  if (one.sameName) return one.samePostcode ? 'Same name and postcode' : 'Same name';
  return one.samePostcode ? 'Similar name, same postcode' : 'Similar name';
};

/** What is said at the name that is to be added. */
export const alikeWords = (alike: readonly SimilarEmployer[]): string => {
  const of = alike.some(same) ? 'of this name' : 'of a similar name';
  if (alike.length === 1) return `There is one ${of} already. Open it, or add this one all the same.`;
  return `There are ${alike.length} employers of this or a similar name. Open the one you mean, or add this one all the same.`;
};

/** One of them, to choose from. `shared`: only what a partner may see (access matrix, `employer.shared`). */
export const alikeRow = (one: SimilarEmployer, shared: boolean) => ({
  id: one.id,
  name: one.name,
  place: shared ? (one.postcode?.split(' ')[0] ?? '') : [one.town, one.postcode].filter(Boolean).join(', '),
  stage: stages[one.stage],
  because: because(one),
});

/**
 * Does something with each, one after another, so that one in trouble keeps no other from its turn; the first error is
 * thrown once all have had theirs.
 */
export async function eachInTurn<T>(all: readonly T[], act: (one: T) => Promise<unknown>): Promise<void> {
  const failures: unknown[] = [];
  for (const one of all) await act(one).catch((error: unknown) => failures.push(error));
  if (failures.length) throw failures[0];
}

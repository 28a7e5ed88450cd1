import { type Actor, emailKey, type Facts, newId, type Tx } from '#platform';
import type { Contact } from './contact.entity.js';
import { insertContacts } from './contact.repository.js';
import type { Employer } from './employer.entity.js';
import { insertEmployers, updateEmployers } from './employer.repository.js';
import { addedFacts, changedValues, changedWords, employersFacts, valuesOf } from './employers.facts.js';
import { decideRows } from './import.repository.js';
import type { ImportRun } from './import-run.entity.js';
import type { RowResult } from './import-runner.js';

/** Writes what a batch of rows comes to: a handful of statements, however many rows. */
export async function applyOutcomes(
  tx: Tx,
  facts: Facts,
  run: Pick<ImportRun, 'id' | 'areaId' | 'fileName'> & { actor: Actor },
  outcomes: RowResult[],
  now: Date,
): Promise<void> {
  const made = outcomes.filter((o) => o.verdict === 'new');
  const changed = outcomes.filter((o) => o.verdict === 'match' && o.changes);
  const doubles = outcomes.filter((o) => o.verdict === 'duplicate' && o.employer);
  const fresh = new Set(made.map((o) => o.employer!));
  await insertEmployers(tx, [...fresh]);
  // What a double row filled in a record of this batch was inserted with it; those of earlier batches are written again.
  const earlier = new Set(doubles.map((o) => o.employer!).filter((employer) => !fresh.has(employer)));
  await updateEmployers(tx, run.areaId, [...earlier]);
  await updateEmployers(tx, run.areaId, changed.filter(changesRecord).map(changedEmployer));
  await insertContacts(
    tx,
    [...made, ...changed, ...doubles].filter((o) => o.addsContact).map((o) => contactOf(o, run, now)),
  );
  const list = { runId: run.id, fileName: run.fileName };
  const about = (o: RowResult) => ({
    areaId: run.areaId,
    employerId: o.employerId,
    subject: `import:${run.id}`,
    at: now,
    actor: run.actor,
  });
  await facts.record(
    tx,
    ...made.flatMap((o) => addedFacts(o.employer!, about(o), list)),
    // What a double row filled in a record of an earlier batch.
    ...doubles
      .filter(({ employer }) => earlier.has(employer!))
      .map((o) =>
        employersFacts.changed.of({
          ...about(o),
          employerId: o.employer!.id,
          data: { ...valuesOf(o.employer!), ...list, fields: [] },
        }),
      ),
    ...changed.map((o) =>
      employersFacts.changed.of({
        ...about(o),
        data: {
          ...changedValues(o.employer!, changedEmployer(o)),
          ...list,
          fields: Object.keys(o.changes!),
          words: changedWords(o.employer!, changedEmployer(o), Object.keys(o.changes!)),
        },
      }),
    ),
  );
  await decideRows(tx, run.areaId, run.id, outcomes);
}

const changesRecord = (o: RowResult): boolean => Object.keys(o.changes!).some((field) => field !== 'contact');

function changedEmployer(outcome: RowResult): Employer {
  const { contact: _, ...fields } = outcome.changes!;
  return {
    ...outcome.employer!,
    ...Object.fromEntries(Object.entries(fields).map(([k, v]) => [k, v.is])),
  } as Employer;
}

function contactOf(outcome: RowResult, run: Pick<ImportRun, 'id' | 'areaId'>, now: Date): Contact {
  const { email, ...who } = outcome.row.values.contact!;
  return {
    ...who,
    email,
    emailKey: email ? emailKey(email) : null,
    id: newId(),
    areaId: run.areaId,
    employerId: outcome.employer!.id,
    roles: [],
    emailState: 'unchecked',
    isPrimary: !outcome.hasPrimary,
    leftAt: null,
    erasedAt: null,
    importRunId: run.id,
    createdAt: now,
    madeByUserId: null,
  };
}

import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Facts, notFound, type Tx } from '#platform';
import type { Employer } from './employer.entity.js';
import { pickChange } from './employer.service.js';
import { findEmployers, updateEmployers } from './employer.store.js';
import { importState, revertTooLate } from './employers.errors.js';
import { employersFacts } from './employers.facts.js';
import { findRun, updateRun } from './import.store.js';
import type { ImportRun, RevertResult } from './import-run.entity.js';
import type { Changes } from './merge.rules.js';

const REVERT_DAYS = 30;
const BATCH = 1000;

/** Takes a list back as one act: its new records go unless they were used since, changed ones return to what they were. */
@Injectable()
export class ImportReverts {
  constructor(
    private readonly clock: Clock,
    private readonly facts: Facts,
  ) {}

  /** Whether a run can still be taken back. */
  isOpen(run: Pick<ImportRun, 'state' | 'finishedAt'>): boolean {
    return (
      run.state === 'done' &&
      this.clock.now().getTime() - run.finishedAt!.getTime() <= REVERT_DAYS * 86_400_000
    );
  }

  /** What it would do: how many new records, how many changed ones, and which new ones stay and why. */
  async preview(
    tx: Tx,
    id: string,
  ): Promise<{ run: ImportRun; made: number; changed: number; stayed: RevertResult['stayed'] }> {
    const run = await findRun(tx, id);
    if (!run) throw notFound();
    const made = await tx.one<{ n: string }>(
      'SELECT count(*) AS n FROM employer WHERE area_id = $1 AND import_run_id = $2',
      [run.areaId, id],
    );
    const changed = await tx.one<{ n: string }>(
      `SELECT count(*) AS n FROM import_row WHERE area_id = $1 AND run_id = $2 AND verdict = 'match' AND changes IS NOT NULL`,
      [run.areaId, id],
    );
    return { run, made: Number(made!.n), changed: Number(changed!.n), stayed: await usedSince(tx, run) };
  }

  async revert(tx: Tx, id: string, actor: Actor): Promise<RevertResult> {
    const found = await findRun(tx, id);
    if (!found) throw notFound();
    if (found.state !== 'done') throw importState();
    if (!this.isOpen(found)) throw revertTooLate();
    // The state is the lock: whoever comes second finds it reverted.
    if (!(await updateRun(tx, found, ['done'], { state: 'reverted', revertedAt: this.clock.now() })))
      throw importState();
    const stayed = await usedSince(tx, found);
    const restored = await this.restore(tx, found, actor);
    const removed = await remove(
      tx,
      found,
      stayed.map((s) => s.employerId),
    );
    const revert = { removed, restored, stayed };
    await updateRun(tx, found, ['reverted'], { result: { ...found.result!, revert } });
    return revert;
  }

  /** Gives changed employers back what they held, field by field, except where somebody has changed it again since. */
  private async restore(tx: Tx, run: ImportRun, actor: Actor): Promise<number> {
    let restored = 0;
    for (let line = 0; ; ) {
      const rows = await tx.query<{ line: number; employerId: string; changes: Changes }>(
        `SELECT line, employer_id AS "employerId", changes FROM import_row
          WHERE area_id = $1 AND run_id = $2 AND line > $3 AND verdict = 'match' AND changes IS NOT NULL ORDER BY line LIMIT $4`,
        [run.areaId, run.id, line, BATCH],
      );
      if (!rows.length) return restored;
      line = rows.at(-1)!.line;
      const now = await findEmployers(
        tx,
        run.areaId,
        rows.map((r) => r.employerId),
        true,
      );
      const employers = new Map(now.map((e) => [e.id, e]));
      const back = rows.flatMap(({ employerId, changes }) => {
        const employer = employers.get(employerId);
        if (!employer) return [];
        const fields = Object.keys(changes).filter(
          (f) =>
            f !== 'contact' &&
            JSON.stringify(employer[f as keyof Employer]) === JSON.stringify(changes[f]!.is),
        );
        const was = Object.fromEntries(fields.map((f) => [f, changes[f]!.was]));
        return [{ employer: { ...employer, ...was } as Employer, fields, contact: 'contact' in changes }];
      });
      await updateEmployers(
        tx,
        run.areaId,
        back.filter((b) => b.fields.length).map((b) => pickChange(b.employer)),
      );
      await this.facts.record(
        tx,
        ...back.map(({ employer, fields, contact }) => ({
          areaId: run.areaId,
          kind: employersFacts.importReverted,
          employerId: employer.id,
          subject: `import:${run.id}`,
          actor,
          data: { runId: run.id, fileName: run.fileName, fields: contact ? [...fields, 'contact'] : fields },
        })),
      );
      restored += back.length;
    }
  }
}

const words: [RegExp, string][] = [
  [/^employers\.stage-moved/, 'its stage was moved'],
  [/^(employers\.activity|activity)/, 'a call or visit was logged'],
  [/^(employers\.contact|contact)/, 'a contact was added'],
  [/^(employers\.task|task)/, 'a task was planned'],
  [/^employers\.(changed|import)/, 'it was changed'],
  [/^(signatories|charter)/, 'it signed the charter'],
  [/^(training|events|bookings|booking|place)/, 'people were booked'],
  [/^(surveys|invitation|wave|answer)/, 'it was invited to a survey'],
  [/^(messaging|message)/, 'mail went to it'],
];
const wordsFor = (what: string): string =>
  words.find(([pattern]) => pattern.test(what))?.[1] ?? 'other records point to it';

/**
 * New employers of a run that something has happened to since, with why. Looks at the facts and, so that no part of the
 * program can be forgotten, at every table that refers to an employer or a contact (the database's own list of them).
 */
async function usedSince(tx: Tx, run: ImportRun): Promise<RevertResult['stayed']> {
  const mine = 'SELECT id FROM employer WHERE area_id = $1 AND import_run_id = $2';
  const used = new Map<string, Set<string>>();
  const note = (rows: { id: string; what: string }[]) => {
    for (const { id, what } of rows) used.set(id, (used.get(id) ?? new Set()).add(wordsFor(what)));
  };
  note(
    await tx.query(
      `SELECT DISTINCT employer_id AS id, kind AS what FROM fact
        WHERE area_id = $1 AND employer_id IN (${mine}) AND kind <> '${employersFacts.imported}'`,
      [run.areaId, run.id],
    ),
  );
  for (const { table, column } of await references(tx, 'employer')) {
    const own = table === 'contact' ? 'AND import_run_id IS DISTINCT FROM $2' : '';
    note(
      await tx.query(
        `SELECT DISTINCT ${column} AS id, '${table}' AS what FROM ${table} WHERE area_id = $1 AND ${column} IN (${mine}) ${own}`,
        [run.areaId, run.id],
      ),
    );
  }
  for (const { table, column } of await references(tx, 'contact'))
    note(
      await tx.query(
        `SELECT DISTINCT c.employer_id AS id, '${table}' AS what FROM ${table} t JOIN contact c ON c.area_id = t.area_id AND c.id = t.${column}
          WHERE t.area_id = $1 AND c.employer_id IN (${mine})`,
        [run.areaId, run.id],
      ),
    );
  const employers = await findEmployers(tx, run.areaId, [...used.keys()]);
  return employers.map((e) => ({ employerId: e.id, name: e.name, why: [...used.get(e.id)!].join(', ') }));
}

/** Columns that refer to the id of a table. Names come from the catalogue, so they are safe to put into SQL. */
const references = (tx: Tx, to: 'employer' | 'contact'): Promise<{ table: string; column: string }[]> =>
  tx.query(
    `SELECT DISTINCT c.conrelid::regclass::text AS "table", quote_ident(a.attname) AS "column"
       FROM pg_constraint c
       CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS k(here, there)
       JOIN pg_attribute there ON there.attrelid = c.confrelid AND there.attnum = k.there AND there.attname = 'id'
       JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.here
      WHERE c.contype = 'f' AND c.confrelid = $1::regclass AND has_table_privilege(c.conrelid, 'SELECT')`,
    [to],
  );

async function remove(tx: Tx, run: ImportRun, staying: string[]): Promise<number> {
  const contactRefs = await references(tx, 'contact');
  const unused = contactRefs
    .map(
      ({ table, column }) =>
        `AND NOT EXISTS (SELECT 1 FROM ${table} t WHERE t.area_id = $1 AND t.${column} = c.id)`,
    )
    .join(' ');
  await tx.execute(
    `DELETE FROM contact c WHERE c.area_id = $1 AND c.import_run_id = $2 AND c.employer_id <> ALL ($3::uuid[]) ${unused}`,
    [run.areaId, run.id, staying],
  );
  return tx.execute(
    'DELETE FROM employer WHERE area_id = $1 AND import_run_id = $2 AND id <> ALL ($3::uuid[])',
    [run.areaId, run.id, staying],
  );
}

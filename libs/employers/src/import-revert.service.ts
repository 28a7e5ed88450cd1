import { Injectable } from '@nestjs/common';
import { Audit } from '#access';
import { type Actor, Clock, type Fact, Facts, factKinds, notFound, type Tx } from '#platform';
import type { Employer } from './employer.entity.js';
import { findEmployers, updateEmployers } from './employer.repository.js';
import { importState, revertTooLate } from './employers.errors.js';
import { employersFacts, withoutFields } from './employers.facts.js';
import { findRun, lockImports, updateRun } from './import.repository.js';
import {
  changesAfter,
  countOfRun,
  factsOfRun,
  lockEmployersOf,
  removeOfRun,
  usesOfRun,
} from './import-revert.repository.js';
import type { ImportRun, RevertResult } from './import-run.entity.js';

const REVERT_DAYS = 30;
const BATCH = 1000;

/** Takes a list back as one act: its new records go unless they were used since, changed ones return to what they were. */
@Injectable()
export class ImportReverts {
  constructor(
    private readonly clock: Clock,
    private readonly facts: Facts,
    private readonly audit: Audit,
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
    return { run, ...(await countOfRun(tx, run)), stayed: await usedSince(tx, run) };
  }

  /**
   * Takes a list back and notes in the audit who did and why. Throws `employers.import-state` when it is not in,
   * `employers.import-too-late` after 30 days.
   */
  async revert(tx: Tx, id: string, actor: Actor, reason?: string): Promise<RevertResult> {
    const known = await findRun(tx, id);
    if (!known) throw notFound();
    // Another list must not match these employers meanwhile, and nobody may begin to use one while it is being judged.
    await lockImports(tx, known.areaId);
    const found = (await findRun(tx, id, true))!;
    await lockEmployersOf(tx, found);
    if (found.state !== 'done') throw importState();
    if (!this.isOpen(found)) throw revertTooLate();
    await updateRun(tx, found, ['done'], { state: 'reverted', revertedAt: this.clock.now() });
    const stayed = await usedSince(tx, found);
    const restored = await this.restore(tx, found, actor);
    const gone = await removeOfRun(
      tx,
      found,
      stayed.map((s) => s.employerId),
    );
    await this.facts.record(tx, ...(await this.takenBack(tx, found, gone, actor)));
    const removed = gone.length;
    const revert = { removed, restored, stayed };
    await updateRun(tx, found, ['reverted'], { result: { ...found.result!, revert } });
    await this.audit.record(tx, {
      areaId: found.areaId,
      actor,
      verb: 'change',
      resource: 'import',
      subject: id,
      rowCount: removed + restored,
      ...(reason && { reason }),
    });
    return revert;
  }

  /**
   * Corrections of what the run wrote down of employers: it was not so, or only in part; `undone` says which fields
   * of an employer were put back.
   */
  private async takenBack(
    tx: Tx,
    run: ImportRun,
    employerIds: readonly string[],
    actor: Actor,
    undone?: ReadonlyMap<string, readonly string[]>,
  ): Promise<Fact[]> {
    const facts = await factsOfRun(tx, run, employerIds);
    return facts.flatMap(({ id, employerId, kind, data }) => {
      const about = { areaId: run.areaId, employerId, subject: `import:${run.id}`, actor };
      const fields = undone?.get(employerId) ?? [];
      const left = undone && withoutFields(data, fields);
      if (left) return employersFacts.changed.instead(id, { ...about, data: left });
      return factKinds()
        .get(kind)!
        .void(id, { ...about, data: { runId: run.id, fileName: run.fileName, undone: [...fields] } });
    });
  }

  /** Gives changed employers back what they held, field by field, except where somebody has changed it again since. */
  private async restore(tx: Tx, run: ImportRun, actor: Actor): Promise<number> {
    let restored = 0;
    for (let line = 0; ; ) {
      const rows = await changesAfter(tx, run, line, BATCH);
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
        back.filter((b) => b.fields.length).map((b) => b.employer),
      );
      const undone = new Map(
        back.map((b) => [b.employer.id, b.contact ? [...b.fields, 'contact'] : b.fields]),
      );
      await this.facts.record(tx, ...(await this.takenBack(tx, run, [...undone.keys()], actor, undone)));
      restored += back.length;
    }
  }
}

const words: [RegExp, string][] = [
  [/^employers\.stage-moved/, 'its stage was moved'],
  [/^(employers\.activity|activity)/, 'a call or visit was logged'],
  [/^employers\.contacted/, 'somebody was in touch with it'],
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

/** New employers of a run that something has happened to since, with why. */
async function usedSince(tx: Tx, run: ImportRun): Promise<RevertResult['stayed']> {
  const used = await usesOfRun(tx, run);
  const employers = await findEmployers(tx, run.areaId, [...used.keys()]);
  return employers.map((e) => ({
    employerId: e.id,
    name: e.name,
    why: [...new Set([...used.get(e.id)!].map(wordsFor))].join(', '),
  }));
}

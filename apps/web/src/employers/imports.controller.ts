import { Controller, Get, Param, Post, Query, Redirect, Render, Res } from '@nestjs/common';
import type { z } from 'zod';
import { Employers, type ImportRun, Imports, stages } from '#employers';
import { CodedError, Database, invalid } from '#platform';
import {
  Allow,
  BodyLimits,
  CurrentUser,
  type FileUpload,
  Form,
  FormOf,
  listAddress,
  MB,
  type Principal,
  pagerOf,
  SeeOther,
  Typed,
  UploadedFile,
  type WebResponse,
} from '../shell/index.js';
import {
  columnsForm,
  confirmForm,
  mappingOf,
  type Numbered,
  placeQuery,
  rowChanges,
  rowsFilter,
  rowsForm,
  rowsQuery,
} from './import.form.js';
import {
  candidate,
  checkHeads,
  checkRow,
  choiceOf,
  columns,
  differences,
  fieldChoices,
  fileWords,
  states,
  steps,
} from './import.model.js';

const MATCHES = 20;

/** Nothing goes in before the list was shown with its figures and confirmed. */
const CHECKS = { prepares: 'the list is read, put right or thrown away; nothing goes in' };

/** Staff: lists that come in, step by step. Nothing is stored of the employers until the last. */
@Controller('imports')
export class ImportsController {
  constructor(
    private readonly db: Database,
    private readonly imports: Imports,
    private readonly employers: Employers,
  ) {}

  @Get()
  @Allow('import', 'list')
  @Render('employers/views/imports.njk')
  async list(@CurrentUser() who: Principal, @Query() asked: unknown) {
    const place = placeQuery.parse(asked);
    const found = await this.db.read([who.areaId], (tx) => this.imports.list(tx, who.areaId, place));
    return {
      runs: found.rows.map((run) => ({ ...run, word: states[run.state] })),
      pages: pagerOf(found, (to) => listAddress('/imports', placeQuery, {}, to)),
      mayOpen: who.may('import', 'create'),
      maySee: who.may('import', 'see'),
    };
  }

  @Post()
  @BodyLimits({ file: 20 * MB })
  @Allow('import', 'create', CHECKS)
  @FormOf('list')
  @Redirect('', 303)
  async open(@CurrentUser() who: Principal, @UploadedFile() file: FileUpload | undefined) {
    if (!file) throw invalid('employers.import-file', { file: 'Choose the file that holds the list' });
    const run = await this.db.write([who.areaId], (tx) =>
      this.imports.open(tx, who.areaId, { name: file.originalname, bytes: file.buffer }, who.actor),
    );
    return { url: `/imports/${run.id}` };
  }

  /** The step a list is at. */
  @Get(':importId')
  @Allow('import', 'see')
  @Render('employers/views/import.njk')
  async see(
    @CurrentUser() who: Principal,
    @Param('importId') id: string,
    @Query() asked: unknown,
    @Res({ passthrough: true }) res: WebResponse,
  ) {
    const run = await this.db.read(who.areas, (tx) => this.imports.get(tx, id));
    if (run.state === 'mapping') return { step: 'columns', ...(await this.columnsModel(who, run)) };
    if (run.state === 'checked')
      return { step: 'check', ...(await this.checkModel(who, run, rowsQuery.parse(asked))) };
    // The header, not an element of the page: a reader can turn it off, and the page is the same without it.
    if (run.state === 'running') res.setHeader('Refresh', '2');
    const mayRevert = run.state === 'done' && who.may('import', 'change', run.areaId);
    return { step: 'run', run, steps: steps(5), word: states[run.state], mayRevert };
  }

  @Get(':importId/columns')
  @Allow('import', 'create')
  @Render('employers/views/import-columns.njk')
  async columns(@CurrentUser() who: Principal, @Param('importId') id: string, @Typed() typed?: Numbered) {
    const run = await this.db.read(who.areas, (tx) => this.imports.get(tx, id));
    // Whoever has just sent the form is told why it was refused.
    if (!typed && run.state !== 'mapping' && run.state !== 'checked') throw new SeeOther(`/imports/${id}`);
    return this.columnsModel(who, typed ? { ...run, mapping: mappingOf(typed, run.headers.length) } : run);
  }

  @Post(':importId/columns')
  @BodyLimits({ fields: 2_000 })
  @Allow('import', 'create', CHECKS)
  @FormOf('columns')
  @Redirect('', 303)
  async map(
    @CurrentUser() who: Principal,
    @Param('importId') id: string,
    @Form(columnsForm) chosen: Numbered,
  ) {
    await this.db.write(who.areas, async (tx) => {
      const run = await this.imports.get(tx, id);
      await this.imports.map(tx, id, mappingOf(chosen, run.headers.length));
    });
    return { url: `/imports/${id}` };
  }

  /** Corrected cells, rows left out, decisions about matches: the whole list is checked again. */
  @Post(':importId/rows')
  @BodyLimits({ bytes: 2 * MB, fields: 20_000 })
  @Allow('import', 'create', CHECKS)
  @FormOf('see')
  @Redirect('', 303)
  async correct(
    @CurrentUser() who: Principal,
    @Param('importId') id: string,
    @Form(rowsForm) typed: Numbered,
  ) {
    const changed = await this.db.write(who.areas, async (tx) => {
      let some = false;
      for (const { line, cells, choice, chosenId } of rowChanges(typed)) {
        const correction = {
          ...(Object.keys(cells).length > 0 && { cells }),
          ...(choice !== undefined && { choice }),
          ...(chosenId && { chosenId }),
        };
        some = (await this.imports.correct(tx, id, line, correction)) || some;
      }
      await this.imports.check(tx, id);
      return some;
    });
    const shownOn = typed['back'] === 'matches' ? `/imports/${id}/matches` : `/imports/${id}`;
    return { url: `${shownOn}?done=${changed ? 'saved' : 'checked'}` };
  }

  @Get(':importId/matches')
  @Allow('import', 'see')
  @Render('employers/views/import-matches.njk')
  async matches(@CurrentUser() who: Principal, @Param('importId') id: string, @Query() asked: unknown) {
    const place = placeQuery.parse(asked);
    return this.db.read(who.areas, async (tx) => {
      const run = await this.imports.get(tx, id);
      const counts = await this.imports.counts(tx, run);
      const found = await this.imports.rows(tx, run, 'differs', place, MATCHES);
      const ids = found.rows.flatMap((r) => [...(r.employerId ? [r.employerId] : []), ...r.candidateIds]);
      const known = await this.employers.getMany(tx, run.areaId, ids);
      const held = new Map(known.map((e) => [e.id, e]));
      const byHand = await this.imports.changedByHand(tx, run, ids);
      return {
        run,
        counts,
        steps: steps(4),
        rows: found.rows.map((row) => {
          const employer = held.get(row.employerId ?? '');
          return {
            line: row.line,
            name: row.values.name,
            choice: choiceOf(row, byHand),
            candidates: row.candidateIds.flatMap((one) => candidate(held.get(one))),
            employer: employer && { id: employer.id, name: employer.name, stage: stages[employer.stage] },
            differs: differences(row.changes),
          };
        }),
        pages: pagerOf(found, (to) => listAddress(`/imports/${id}/matches`, placeQuery, {}, to)),
        mayGoOn: run.state === 'checked' && who.may('import', 'create', run.areaId),
      };
    });
  }

  @Post(':importId/confirm')
  @Allow('import', 'create')
  @FormOf('see')
  @Redirect('', 303)
  async confirm(
    @CurrentUser() who: Principal,
    @Param('importId') id: string,
    @Form(confirmForm) { count }: z.output<typeof confirmForm>,
  ) {
    const old = await this.db.write(who.areas, async (tx) => {
      const before = await this.imports.get(tx, id);
      if (before.state !== 'checked') return false;
      // What was shown may be old: somebody may have added an employer since, or another window corrected a row.
      const run = await this.imports.check(tx, id);
      if (count !== goesIn(run)) return true;
      await this.imports.confirm(tx, id, who.actor);
      return false;
    });
    // The rows stay as they were checked again: those are the figures that are shown now.
    if (old) throw new CodedError('conflict', 'employers.import-figures', FIGURES_CHANGED);
    return { url: `/imports/${id}` };
  }

  @Post(':importId/cancel')
  @Allow('import', 'create', CHECKS)
  @Redirect('/imports?done=cancelled', 303)
  async cancel(@CurrentUser() who: Principal, @Param('importId') id: string): Promise<void> {
    await this.db.write(who.areas, (tx) => this.imports.cancel(tx, id));
  }

  private async columnsModel(who: Principal, run: ImportRun) {
    const sample = await this.db.read(who.areas, (tx) => this.imports.sample(tx, run, 20));
    return {
      run,
      about: fileWords(run),
      steps: steps(2),
      columns: columns(run, run.mapping, sample),
      fields: fieldChoices,
      mayGoOn: who.may('import', 'create', run.areaId),
    };
  }

  private async checkModel(who: Principal, run: ImportRun, query: z.output<typeof rowsQuery>) {
    const { show, after, before } = query;
    const here = `/imports/${run.id}`;
    return this.db.read(who.areas, async (tx) => {
      const found = await this.imports.rows(tx, run, show, query);
      const sample = await this.imports.sample(tx, run);
      return {
        run,
        about: fileWords(run),
        steps: steps(3),
        counts: await this.imports.counts(tx, run),
        goes: goesIn(run),
        show,
        heads: checkHeads(run.mapping),
        rows: found.rows.map((row) => checkRow(row, run.mapping)),
        pages: pagerOf(found, (to) => listAddress(here, rowsFilter, query, to)),
        // The same rows, should some of them be refused.
        rowsAt: listAddress(`${here}/rows`, rowsFilter, query, { after, before }),
        columns: columns(run, run.mapping, sample),
        mayGoOn: who.may('import', 'create', run.areaId),
      };
    });
  }
}

const FIGURES_CHANGED = 'The figures have changed since this page was shown. Look at them again, then go on.';

/** How many rows would go in. */
const goesIn = (run: ImportRun): number => (run.result?.created ?? 0) + (run.result?.matched ?? 0);

import { Body, Controller, Get, Param, Post, Query, Render, Res } from '@nestjs/common';
import { Employers, type ImportRun, Imports, stages } from '#employers';
import { Database, invalid, type Tx } from '#platform';
import {
  Allow,
  BodyLimits,
  CurrentUser,
  type FieldErrors,
  type FileUpload,
  fieldErrors,
  MB,
  type Principal,
  page,
  readForm,
  UploadedFile,
  type WebResponse,
} from '../shell/index.js';
import { columnsForm, confirmForm, mappingOf, rowChanges, rowsForm, showQuery } from './import.form.js';
import {
  checkHeads,
  checkRow,
  columns,
  differences,
  fieldChoices,
  fileWords,
  states,
  steps,
} from './import.model.js';

const PAGE = 50;
const MATCHES = 20;

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
  list(@CurrentUser() who: Principal) {
    return this.listModel(who);
  }

  @Post()
  @BodyLimits({ file: 20 * MB })
  @Allow('import', 'create')
  async open(
    @CurrentUser() who: Principal,
    @UploadedFile() file: FileUpload | undefined,
    @Res() res: WebResponse,
  ) {
    try {
      if (!file) throw invalid('employers.import-file', { file: 'Choose the file that holds the list' });
      const run = await this.db.write([who.areaId], (tx) =>
        this.imports.open(tx, who.areaId, { name: file.originalname, bytes: file.buffer }, who.actor),
      );
      res.redirect(303, `/imports/${run.id}`);
    } catch (error) {
      const errors = fieldErrors(error);
      page(res, 'employers/views/imports.njk', { ...(await this.listModel(who)), errors }, 422);
    }
  }

  /** The step a list is at. */
  @Get(':importId')
  @Allow('import', 'see')
  async see(
    @CurrentUser() who: Principal,
    @Param('importId') id: string,
    @Query() query: unknown,
    @Res() res: WebResponse,
  ) {
    const run = await this.db.read(who.areas, (tx) => this.imports.get(tx, id));
    if (run.state === 'mapping')
      return page(res, 'employers/views/import-columns.njk', await this.columnsModel(who, run));
    if (run.state === 'checked')
      return page(res, 'employers/views/import-check.njk', await this.checkModel(who, run, query));
    // The header, not an element of the page: a reader can turn it off, and the page is the same without it.
    if (run.state === 'running') res.setHeader('Refresh', '2');
    return page(res, 'employers/views/import-run.njk', await this.runModel(who, run));
  }

  @Get(':importId/columns')
  @Allow('import', 'create')
  async columns(@CurrentUser() who: Principal, @Param('importId') id: string, @Res() res: WebResponse) {
    const run = await this.db.read(who.areas, (tx) => this.imports.get(tx, id));
    if (run.state !== 'mapping' && run.state !== 'checked') return res.redirect(303, `/imports/${id}`);
    page(res, 'employers/views/import-columns.njk', await this.columnsModel(who, run));
  }

  @Post(':importId/columns')
  @BodyLimits({ fields: 2_000 })
  @Allow('import', 'create')
  async map(
    @CurrentUser() who: Principal,
    @Param('importId') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(columnsForm, body);
    const run = await this.db.read(who.areas, (tx) => this.imports.get(tx, id));
    const mapping = mappingOf(form.ok ? form.data : {}, run.headers.length);
    try {
      await this.db.write(who.areas, (tx) => this.imports.map(tx, id, mapping));
    } catch (error) {
      const errors = fieldErrors(error);
      return page(
        res,
        'employers/views/import-columns.njk',
        await this.columnsModel(who, { ...run, mapping }, errors),
        422,
      );
    }
    res.redirect(303, `/imports/${id}`);
  }

  /** Corrected cells, rows left out, decisions about matches: the whole list is checked again. */
  @Post(':importId/rows')
  @BodyLimits({ bytes: 2 * MB, fields: 20_000 })
  @Allow('import', 'create')
  async correct(
    @CurrentUser() who: Principal,
    @Param('importId') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(rowsForm, body);
    const values = form.ok ? form.data : {};
    const changed = await this.db.write(who.areas, async (tx) => {
      let some = false;
      for (const { line, cells, choice } of rowChanges(values)) {
        const correction = {
          ...(Object.keys(cells).length > 0 && { cells }),
          ...(choice !== undefined && { choice }),
        };
        some = (await this.imports.correct(tx, id, line, correction)) || some;
      }
      await this.imports.check(tx, id);
      return some;
    });
    const shownOn = values['back'] === 'matches' ? `/imports/${id}/matches` : `/imports/${id}`;
    res.redirect(303, `${shownOn}?done=${changed ? 'saved' : 'checked'}`);
  }

  @Get(':importId/matches')
  @Allow('import', 'see')
  @Render('employers/views/import-matches.njk')
  async matches(@CurrentUser() who: Principal, @Param('importId') id: string, @Query() query: unknown) {
    const { after } = showQuery.parse(query ?? {});
    return this.db.read(who.areas, async (tx) => {
      const run = await this.imports.get(tx, id);
      const counts = await this.imports.counts(tx, run);
      const rows = await this.imports.rows(tx, run, 'differs', after, MATCHES);
      const known = await this.employers.getMany(
        tx,
        run.areaId,
        rows.flatMap((r) => r.employerId ?? []),
      );
      const held = new Map(known.map((e) => [e.id, e]));
      return {
        run,
        counts,
        steps: steps(4),
        rows: rows.map((row) => {
          const employer = held.get(row.employerId ?? '');
          return {
            line: row.line,
            name: row.values.name,
            choice: row.choice ?? 'take',
            employer: employer && { id: employer.id, name: employer.name, stage: stages[employer.stage] },
            differs: differences(row.changes),
          };
        }),
        next: rows.length === MATCHES ? rows.at(-1)!.line : undefined,
        mayGoOn: run.state === 'checked' && who.may('import', 'create', run.areaId),
      };
    });
  }

  @Post(':importId/confirm')
  @Allow('import', 'create')
  async confirm(
    @CurrentUser() who: Principal,
    @Param('importId') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const form = readForm(confirmForm, body);
    const again = async (tx: Tx) => {
      // What was shown may be old: somebody may have added an employer since, or another window corrected a row.
      const run = await this.imports.check(tx, id);
      return { run, goes: goesIn(run) };
    };
    const stale = await this.db.write(who.areas, async (tx) => {
      const before = await this.imports.get(tx, id);
      if (before.state !== 'checked') return undefined;
      const { run, goes } = await again(tx);
      if (!form.ok || form.data.count !== goes) return run;
      await this.imports.confirm(tx, id, who.actor);
      return undefined;
    });
    if (!stale) return res.redirect(303, `/imports/${id}`);
    const errors = {
      form: 'The figures have changed since this page was shown. Look at them again, then go on.',
    };
    page(
      res,
      'employers/views/import-check.njk',
      { ...(await this.checkModel(who, stale, {})), errors },
      422,
    );
  }

  @Post(':importId/cancel')
  @Allow('import', 'create')
  async cancel(@CurrentUser() who: Principal, @Param('importId') id: string, @Res() res: WebResponse) {
    await this.db.write(who.areas, (tx) => this.imports.cancel(tx, id));
    res.redirect(303, '/imports?done=cancelled');
  }

  private async listModel(who: Principal) {
    const runs = await this.db.read([who.areaId], (tx) => this.imports.list(tx, who.areaId));
    return {
      runs: runs.map((run) => ({ ...run, word: states[run.state] })),
      mayOpen: who.may('import', 'create'),
      maySee: who.may('import', 'see'),
    };
  }

  private async columnsModel(who: Principal, run: ImportRun, errors?: FieldErrors) {
    const sample = await this.db.read(who.areas, (tx) => this.imports.sample(tx, run, 20));
    return {
      run,
      about: fileWords(run),
      steps: steps(2),
      columns: columns(run, run.mapping, sample),
      fields: fieldChoices,
      errors,
      mayGoOn: who.may('import', 'create', run.areaId),
    };
  }

  private async checkModel(who: Principal, run: ImportRun, query: unknown) {
    const { show, after } = showQuery.parse(query ?? {});
    return this.db.read(who.areas, async (tx) => {
      const rows = await this.imports.rows(tx, run, show, after, PAGE);
      const sample = await this.imports.sample(tx, run);
      return {
        run,
        about: fileWords(run),
        steps: steps(3),
        counts: await this.imports.counts(tx, run),
        goes: goesIn(run),
        show,
        heads: checkHeads(run.mapping),
        rows: rows.map((row) => checkRow(row, run.mapping)),
        next: rows.length === PAGE ? rows.at(-1)!.line : undefined,
        columns: columns(run, run.mapping, sample),
        mayGoOn: who.may('import', 'create', run.areaId),
      };
    });
  }

  private async runModel(who: Principal, run: ImportRun) {
    return {
      run,
      steps: steps(5),
      word: states[run.state],
      mayRevert: run.state === 'done' && who.may('import', 'change', run.areaId),
    };
  }
}

/** How many rows would go in. */
const goesIn = (run: ImportRun): number => (run.result?.created ?? 0) + (run.result?.matched ?? 0);

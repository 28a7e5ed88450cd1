import { Controller, Get, Param, Post, Query, Redirect, Render } from '@nestjs/common';
import type { z } from 'zod';
import { CodedError, Database, notFound, retentionRecords } from '#platform';
import { Retention, type RetentionOutlook } from '#retention';
import {
  Allow,
  CurrentUser,
  Form,
  FormOf,
  type Principal,
  personOf,
  Typed,
  type WebRequest,
} from '../shell/index.js';
import { periodForm } from './retention.form.js';
import { heldRows, recordRow } from './retention.model.js';

const HERE = '/settings/retention';

/** How long the chosen area and the installation keep what, what will go, and what went. */
@Controller('settings/retention')
export class RetentionController {
  constructor(
    private readonly db: Database,
    private readonly retention: Retention,
  ) {}

  /** `change`: the record whose form is open; `record`: that of a form that was refused. */
  @Get()
  @Allow('retention', 'list')
  @Render('site/views/retention.njk')
  async show(
    @CurrentUser() who: Principal,
    @Query('change') asked: unknown,
    @Param('record') refused?: string,
    @Typed() typed?: Record<string, unknown>,
  ) {
    if (!who.area) throw notFound();
    const [area, installation] = await this.db.read([who.areaId], async (tx) => [
      await this.retention.outlook(tx, who.areaId),
      await this.retention.outlook(tx, null),
    ]);
    const scopes = [
      { key: 'area', title: who.area.name, ...part(area, who.may('retention', 'change')) },
      { key: 'installation', title: 'The whole installation', ...part(installation, mayAll(who)) },
    ];
    const name = refused ?? (typeof asked === 'string' ? asked : '');
    const open = scopes.flatMap(({ rows }) => rows).find((row) => row.name === name && row.mayChange);
    return { scopes, held: heldRows(), open, values: { ...(open && { length: open.length }), ...typed } };
  }

  @Post(':record')
  @Allow('retention', 'change')
  @FormOf('show')
  @Redirect('', 303)
  async change(
    @CurrentUser() who: Principal,
    @Param('record') record: string,
    @Form(formOf) { length, reason }: z.output<ReturnType<typeof periodForm>>,
  ) {
    const all = retentionRecords.get(record)?.of === 'installation';
    if (all && !mayAll(who))
      throw new CodedError(
        'forbidden',
        'access.not-granted',
        'An administrator of the installation changes this.',
      );
    const changed = await this.db.write([who.areaId], (tx) =>
      this.retention.change(tx, all ? null : who.areaId, record, length, personOf(who), reason),
    );
    return { url: `${HERE}?done=${changed ? 'saved' : 'same'}` };
  }
}

/** The form with the limits of the record its address names. */
function formOf({ params }: WebRequest) {
  const record = retentionRecords.get(String(params['record']));
  if (!record) throw notFound();
  return periodForm(record);
}

/** What is of the installation is of all areas, so whoever runs all of them decides. */
const mayAll = (who: Principal): boolean => who.isSystemAdmin && who.may('retention', 'change');

const part = ({ records, dueBy, runs }: RetentionOutlook, may: boolean) => ({
  rows: records.map((one) => recordRow(one, may)),
  dueBy,
  runs: runs.map(({ record, at, removed }) => ({ title: record.title, at, removed })),
});

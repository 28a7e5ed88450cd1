import { Body, Controller, Get, Post, Query, Redirect, Render, type Type } from '@nestjs/common';
import type { Resource } from '#access';
import { allowedColumns, type ExportRights, Exports } from '#documents';
import { Database } from '#platform';
import {
  Allow,
  CurrentUser,
  FormChanged,
  FormOf,
  filledIn,
  type MenuEntry,
  type Principal,
  personOf,
  Typed,
} from '../shell/index.js';
import { askForm, choiceForm, chosenColumns } from './export.form.js';
import { columnGroups, previewOf } from './export.model.js';

/** The page that asks for the file of one list. */
export interface ExportPage {
  /** Last part of its address, `/exports/new/employers`. */
  path: string;
  /** Name of the list (`ExportSource`). */
  source: string;
  resource: Resource;
  /** The menu entry it belongs to. */
  nav: MenuEntry['key'];
  /** Pages that take the same out in other rows, this one among them. */
  rows?: readonly { path: string; resource: Resource; text: string }[];
  /** What the list's own query means, as its page means it: the filter of the source, and the way back to the list. */
  asked(query: unknown): { filter: object; list: { href: string; text: string } };
}

/** Rows shown of what will be in a file. */
const SHOWN = 3;

/**
 * A controller for the page: the query is that of the list, so that what is taken out is what the list shows. The right to
 * export a resource is stated on its routes, so each list has routes of its own.
 */
export function exportPage(page: ExportPage): Type {
  const { resource } = page;

  @Controller(`exports/new/${page.path}`)
  class ExportPageController {
    constructor(
      readonly db: Database,
      readonly exports: Exports,
    ) {}

    @Get()
    @Allow(resource, 'export')
    @Render('exports/views/ask.njk')
    asking(@CurrentUser() who: Principal, @Query() query: unknown, @Typed() typed?: Record<string, unknown>) {
      const { filter, list } = page.asked(query);
      const source = this.exports.source(page.source);
      const allowed = allowedColumns(source, rightsIn(who, who.areaId));
      const usual = allowed.filter(({ unusual }) => !unusual).map(({ name }) => name);
      const chosen = typed ? chosenColumns.parse(typed['columns']) : usual;
      const shown = allowed.filter(({ name }) => chosen.includes(name));
      return this.db.read([who.areaId], async (tx) => ({
        nav: page.nav,
        list,
        address: addressOf(page.path, query),
        rows: (page.rows ?? [])
          .filter((one) => who.may(one.resource, 'export'))
          .map(({ path, text }) => ({ href: addressOf(path, query), text, on: path === page.path })),
        title: source.title,
        words: source.words,
        leftOut: source.leftOut,
        total: await source.count(tx, who.areaId, filter),
        columns: columnGroups(allowed, chosen),
        chosen: shown.length,
        of: allowed.length,
        people: shown.some(({ personal }) => personal),
        preview: shown.length ? await previewOf(tx, who.areaId, source, filter, shown, SHOWN) : undefined,
        format: typed?.['format'] ?? 'xlsx',
      }));
    }

    @Post()
    @Allow(resource, 'export', { keeps: ['reason'] })
    @FormOf('asking')
    @Redirect('', 303)
    async ask(@CurrentUser() who: Principal, @Query() query: unknown, @Body() body: unknown) {
      const { act, ...choice } = filledIn(choiceForm, body);
      if (act === 'show') throw new FormChanged(choice);
      const { reason, columns, format } = filledIn(askForm, body);
      who.owed.take('reason');
      const { filter } = page.asked(query);
      const request = { source: page.source, columns, filter, format, reason };
      await this.db.write([who.areaId], (tx) =>
        this.exports.ask(tx, who.areaId, request, rightsIn(who, who.areaId), personOf(who)),
      );
      return { url: '/exports?done=asked' };
    }
  }
  return ExportPageController;
}

/** What somebody may export in an area. */
export const rightsIn =
  (who: Principal, areaId: string): ExportRights =>
  (resource) =>
    who.right(resource, 'export', areaId);

/** Where the page is for a list as it is narrowed. */
const addressOf = (path: string, query: unknown): string => {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query as Record<string, unknown>))
    for (const one of [value].flat()) if (typeof one === 'string') asked.append(name, one);
  return `/exports/new/${path}${asked.size ? `?${asked}` : ''}`;
};

import { Injectable } from '@nestjs/common';
import type { Resource } from '#access';
import type { ListPage, PagePlace, Tx } from '#platform';
import type { CellValue, SheetColumn } from '../sheets/sheet-content.js';

/** A column somebody may choose. Its title is what our own import takes it for, where that knows such a column. */
export interface ExportColumn<Row> extends SheetColumn {
  /** Permanent: what was asked for names it. */
  name: string;
  /** The field of the access matrix it shows, for readers of a field set. */
  field: string;
  /** Where it shows another resource than the list's own: that may have to be exported, too. */
  resource?: Resource;
  /** Columns under one heading. */
  group: string;
  /** Names a person, or says how to reach one. */
  personal?: true;
  /** Left out unless somebody chooses it. */
  unusual?: true;
  value(row: Row): CellValue;
}

/** A list that can be taken out. The lib that has it registers it. */
export interface ExportSource<Row = unknown, Filter = unknown> {
  /** `<lib>.<what>`; permanent. */
  name: string;
  /** Of files and pages, e.g. "Employers". */
  title: string;
  /** One of its rows, and several. */
  words: [one: string, many: string];
  resource: Resource;
  columns: readonly ExportColumn<Row>[];
  /** What is not in it, and why; sentences. */
  leftOut: string;
  /** How many rows a filter leaves. */
  count(tx: Tx, areaId: string, filter: Filter): Promise<number>;
  /** Some rows in the order of the list, and where to go on; a page may have none and still lead on. */
  page(tx: Tx, areaId: string, filter: Filter, place: PagePlace, limit: number): Promise<ListPage<Row>>;
}

/** Every list that can be taken out, by name. */
@Injectable()
export class ExportSources {
  private readonly sources = new Map<string, ExportSource>();

  /** Throws for a name or a column that is there twice. */
  add<Row, Filter>(source: ExportSource<Row, Filter>): void {
    if (this.sources.has(source.name)) throw new Error(`The export ${source.name} is registered twice`);
    const names = new Set(source.columns.map(({ name }) => name));
    if (names.size < source.columns.length) throw new Error(`The export ${source.name} has a column twice`);
    this.sources.set(source.name, source as ExportSource);
  }

  /** Undefined for a list there is none of any more. */
  find(name: string): ExportSource | undefined {
    return this.sources.get(name);
  }

  get all(): readonly ExportSource[] {
    return [...this.sources.values()];
  }
}

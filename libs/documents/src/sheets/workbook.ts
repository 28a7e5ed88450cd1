import { BUILT_IN, type CellFormat, formatOf, unescaped } from './cell-text.rules.js';
import { SharedTexts } from './shared-texts.js';
import { readRows, type SheetRow } from './sheet-rows.js';
import { brokenWorkbook, emptyWorkbook, noWorkbook, otherWorkbook } from './sheets.errors.js';
import { WorkbookFile } from './workbook-file.js';

/** A sheet to choose from. */
export interface SheetOverview {
  name: string;
  /** Rows that hold something. */
  rows: number;
  /** The first of them. */
  first: SheetRow[];
}

interface Sheet {
  name: string;
  part: string;
}

interface Relation {
  kind: string;
  part: string;
}

/** An Excel workbook (.xlsx, ECMA-376), read row by row whatever its size. Hidden sheets are as if they were not there. */
export class Workbook {
  private constructor(
    private readonly file: WorkbookFile,
    private readonly visible: readonly Sheet[],
    private readonly is1904: boolean,
    private readonly formats: readonly CellFormat[],
    private readonly texts: SharedTexts,
  ) {}

  /** Opens a workbook by its path or its bytes. Throws `documents.sheet-…` (422, field `file`) for what is none. */
  static async open(source: string | Buffer): Promise<Workbook> {
    const file = await WorkbookFile.open(source);
    const texts = new SharedTexts();
    try {
      if (!file.has('xl/workbook.xml')) throw isOther(file) ? otherWorkbook() : noWorkbook();
      const relations = await readRelations(file);
      const { sheets, is1904 } = await readSheets(file, relations);
      const partOf = (kind: string) => [...relations.values()].find((one) => one.kind === kind)?.part;
      const formats = await readFormats(file, partOf('styles'));
      await readTexts(file, partOf('sharedStrings'), texts);
      return new Workbook(file, sheets, is1904, formats, texts);
    } catch (error) {
      texts.close();
      file.close();
      throw error;
    }
  }

  /** Names of the sheets that can be seen, in their order; at least one. */
  get sheets(): string[] {
    return this.visible.map(({ name }) => name);
  }

  /**
   * Rows of a sheet that hold something, with their number in it; cells as the text a person would have typed. Of cells
   * that are merged the first has the text. Ending early is no harm. Throws `documents.sheet-…` where it is damaged.
   */
  async *rows(sheet: string): AsyncGenerator<SheetRow> {
    const found = this.visible.find(({ name }) => name === sheet);
    if (!found) throw brokenWorkbook();
    const { file, is1904, formats, texts } = this;
    yield* readRows(file, found.part, { is1904, formats, texts });
  }

  /** Every sheet that can be seen, with how many rows hold something and the first few. Reads all of them. */
  async overview(first = 5): Promise<SheetOverview[]> {
    const found: SheetOverview[] = [];
    for (const name of this.sheets) {
      const sheet: SheetOverview = { name, rows: 0, first: [] };
      for await (const row of this.rows(name)) if (sheet.rows++ < first) sheet.first.push(row);
      found.push(sheet);
    }
    return found;
  }

  close(): void {
    this.texts.close();
    this.file.close();
  }
}

/** Other programs' spreadsheets are zips too. */
const isOther = (file: WorkbookFile): boolean =>
  ['xl/workbook.bin', 'content.xml', 'Index/Document.iwa'].some((part) => file.has(part));

async function readRelations(file: WorkbookFile): Promise<Map<string, Relation>> {
  const relations = new Map<string, Relation>();
  await file.readPart('xl/_rels/workbook.xml.rels', {
    open(name, { Id, Type = '', Target = '' }) {
      if (name !== 'Relationship' || !Id) return;
      const part = Target.startsWith('/') ? Target.slice(1) : `xl/${Target.replace(/^\.\//, '')}`;
      relations.set(Id, { kind: Type.slice(Type.lastIndexOf('/') + 1), part });
    },
  });
  return relations;
}

async function readSheets(file: WorkbookFile, relations: ReadonlyMap<string, Relation>) {
  const sheets: Sheet[] = [];
  const parts = new Set<string>();
  let is1904 = false;
  await file.readPart('xl/workbook.xml', {
    open(tag, attributes) {
      if (tag === 'workbookPr') is1904 = /^(1|true)$/.test(attributes['date1904'] ?? '');
      if (tag !== 'sheet') return;
      const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1];
      const relation = relations.get(id ?? '');
      if (relation?.kind !== 'worksheet' || (attributes['state'] ?? 'visible') !== 'visible') return;
      // One part for each sheet: else a small file could have the same rows read a thousand times.
      if (!file.has(relation.part) || parts.has(relation.part)) throw brokenWorkbook();
      parts.add(relation.part);
      sheets.push({ name: attributes['name'] ?? '', part: relation.part });
    },
  });
  if (!sheets.length) throw emptyWorkbook();
  return { sheets, is1904 };
}

/** What the style of a cell, by its number, does to a number in it. */
async function readFormats(file: WorkbookFile, part: string | undefined): Promise<CellFormat[]> {
  const codes = new Map<number, string>();
  const formats: CellFormat[] = [];
  let inCells = false;
  await file.readPart(part, {
    open(name, { numFmtId, formatCode }) {
      if (name === 'numFmt') codes.set(Number(numFmtId), formatCode ?? '');
      if (name === 'cellXfs') inCells = true;
      const id = Number(numFmtId ?? 0);
      if (name === 'xf' && inCells) formats.push(formatOf(codes.get(id) ?? BUILT_IN[id] ?? 'General'));
    },
    close(name) {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return formats;
}

/** Rich text comes without its looks, Japanese without the small signs that say how it sounds. */
async function readTexts(file: WorkbookFile, part: string | undefined, texts: SharedTexts): Promise<void> {
  let text = '';
  let phonetic = false;
  let inside = false;
  const reader = {
    open(name: string) {
      if (name === 'si') text = '';
      else if (name === 'rPh') phonetic = true;
      else if (name === 't') inside = !phonetic;
    },
    close(name: string) {
      if (name === 'rPh') phonetic = false;
      else if (name === 't') inside = false;
      else if (name === 'si') texts.add(unescaped(text));
    },
    text(piece: string) {
      if (inside) text += piece;
    },
  };
  for await (const _ of file.stream(part, reader));
}

import { type CellFormat, formattedText, isoDateText, unescaped } from './cell-text.rules.js';
import type { SharedTexts } from './shared-texts.js';
import { brokenWorkbook, unsafeWorkbook, wideSheet } from './sheets.errors.js';
import type { WorkbookFile, XmlReader } from './workbook-file.js';

/** A row as it stands in a sheet. */
export interface SheetRow {
  /** Its number in the sheet, from 1; of rows without anything in them none is told. */
  line: number;
  /** Up to the last cell that holds something; '' for empty ones. */
  cells: string[];
}

/** What cells of a workbook are read by. */
export interface CellWords {
  is1904: boolean;
  formats: readonly CellFormat[];
  texts: SharedTexts;
}

/** A cell beyond is a slip of somebody's hand, not a column of a list. */
const MOST_COLUMNS = 256;
/** Rows of a sheet, and characters of a cell, in Excel. */
const MOST_LINES = 1_048_576;
const LONGEST_CELL = 32_767;

/** Rows of a sheet that hold something, in order. Throws `documents.sheet-broken`, `-unsafe` and `-wide`. */
export async function* readRows(
  file: WorkbookFile,
  part: string,
  words: CellWords,
): AsyncGenerator<SheetRow> {
  const reader = new RowReader(words);
  for await (const _ of file.stream(part, reader)) {
    const rows = reader.take();
    for (const row of rows) yield row;
  }
}

class RowReader implements XmlReader {
  private found: SheetRow[] = [];
  private ended = false;
  private line = 0;
  private cells: string[] = [];
  private column = -1;
  private type = 'n';
  private style = 0;
  private value = '';
  private inside = false;
  private phonetic = false;

  constructor(private readonly words: CellWords) {}

  /** The rows that have come since. */
  take(): SheetRow[] {
    const rows = this.found;
    this.found = [];
    return rows;
  }

  done(): boolean {
    return this.ended;
  }

  open(name: string, attributes: Record<string, string>): void {
    if (this.ended) return;
    if (name === 'row') this.beginRow(attributes['r']);
    else if (name === 'c') this.beginCell(attributes);
    else if (name === 'rPh') this.phonetic = true;
    else if (name === 'v' || name === 't') this.inside = !this.phonetic;
  }

  close(name: string): void {
    if (this.ended) return;
    if (name === 'v' || name === 't') this.inside = false;
    else if (name === 'rPh') this.phonetic = false;
    else if (name === 'c') this.endCell();
    else if (name === 'row') this.endRow();
    else if (name === 'sheetData') this.ended = true;
  }

  text(piece: string): void {
    if (!this.inside) return;
    this.value += piece;
    if (this.value.length > LONGEST_CELL * 7) throw unsafeWorkbook();
  }

  private beginRow(number: string | undefined): void {
    const line = number === undefined ? this.line + 1 : Number(number);
    // Every row of a list is found again by its line, so lines do not go back.
    if (!Number.isInteger(line) || line <= this.line || line > MOST_LINES) throw brokenWorkbook();
    this.line = line;
    this.cells = [];
    this.column = -1;
  }

  private beginCell({ r, t, s }: Record<string, string>): void {
    this.column = r === undefined ? this.column + 1 : columnOf(r);
    this.type = t ?? 'n';
    this.style = Number(s ?? 0);
    this.value = '';
  }

  private endCell(): void {
    const text = this.value === '' ? '' : this.cellText().replaceAll('\0', '').slice(0, LONGEST_CELL);
    if (text === '') return;
    if (this.column >= MOST_COLUMNS) throw wideSheet(MOST_COLUMNS);
    while (this.cells.length < this.column) this.cells.push('');
    this.cells[this.column] = text;
  }

  private endRow(): void {
    if (this.cells.length) this.found.push({ line: this.line, cells: this.cells });
  }

  /** ECMA-376 18.18.11: what kind of value a cell holds. A formula's is the one it came to when the file was saved. */
  private cellText(): string {
    const { value, words } = this;
    switch (this.type) {
      case 's': {
        const text = words.texts.at(Number(value));
        if (text === undefined) throw brokenWorkbook();
        return text;
      }
      case 'n':
        return formattedText(value, words.formats[this.style] ?? { kind: 'plain' }, words.is1904);
      case 'b':
        return value === '1' || value === 'true' ? 'TRUE' : 'FALSE';
      case 'd':
        return isoDateText(value);
      case 'e':
        return value;
      default:
        return unescaped(value);
    }
  }
}

/** 0 for "A1", 26 for "AA7". */
function columnOf(reference: string): number {
  let column = 0;
  for (let at = 0; at < reference.length; at++) {
    const letter = reference.charCodeAt(at) & ~32;
    if (letter < 65 || letter > 90) break;
    column = column * 26 + letter - 64;
    if (column > 16_384) throw brokenWorkbook();
  }
  if (!column) throw brokenWorkbook();
  return column - 1;
}

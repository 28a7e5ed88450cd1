import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PAGE = 65_536;
const BLOCK = 65_536;
/** The first 8 MB stay in memory, and of the rest the pages read last. */
const KEPT = 128;
const RECENT = 64;

/**
 * The texts of a workbook, which its cells name by number. A long list has millions; all but the first lie in a file without
 * a name, since cells ask for them nearly in the order in which they come.
 */
export class SharedTexts {
  /** Where each text ends, in blocks so that they grow without being copied. */
  private readonly ends: Uint32Array[] = [];
  private count = 0;
  private size = 0;
  private readonly kept: Buffer[] = [];
  private readonly recent = new Map<number, Buffer>();
  private last = Buffer.allocUnsafe(PAGE);
  private file: number | undefined;

  add(text: string): void {
    const bytes = Buffer.from(text);
    for (let from = 0; from < bytes.length; ) {
      const at = this.size % PAGE;
      const copied = bytes.copy(this.last, at, from, from + PAGE - at);
      from += copied;
      this.size += copied;
      if (this.size % PAGE === 0) this.turn();
    }
    if (this.count % BLOCK === 0) this.ends.push(new Uint32Array(BLOCK));
    this.ends.at(-1)![this.count++ % BLOCK] = this.size;
  }

  /** The text of a number; undefined where there is none. */
  at(number: number): string | undefined {
    if (!Number.isInteger(number) || number < 0 || number >= this.count) return undefined;
    const [from, to] = [this.endOf(number - 1), this.endOf(number)];
    const pages: Buffer[] = [];
    for (let at = from; at < to; at = (Math.floor(at / PAGE) + 1) * PAGE) {
      const page = Math.floor(at / PAGE);
      pages.push(this.page(page).subarray(at - page * PAGE, to - page * PAGE));
    }
    return pages.length === 1 ? pages[0]!.toString() : Buffer.concat(pages).toString();
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }

  private endOf(number: number): number {
    return number < 0 ? 0 : this.ends[Math.floor(number / BLOCK)]![number % BLOCK]!;
  }

  private turn(): void {
    if (this.kept.length < KEPT) {
      this.kept.push(this.last);
      this.last = Buffer.allocUnsafe(PAGE);
      return;
    }
    writeSync(this.openFile(), this.last, 0, PAGE, this.size - PAGE);
  }

  private page(number: number): Buffer {
    if (number === Math.floor(this.size / PAGE)) return this.last;
    const known = this.kept[number] ?? this.recent.get(number);
    if (known) {
      if (number >= this.kept.length && this.recent.delete(number)) this.recent.set(number, known);
      return known;
    }
    const page = this.spare();
    readSync(this.openFile(), page, 0, PAGE, number * PAGE);
    this.recent.set(number, page);
    return page;
  }

  /** A page to read into: of those that were read, the one that nobody asked for the longest. */
  private spare(): Buffer {
    if (this.recent.size < RECENT) return Buffer.allocUnsafe(PAGE);
    const [number, page] = this.recent.entries().next().value!;
    this.recent.delete(number);
    return page;
  }

  /** Its name goes at once: whatever becomes of the process, nobody's list stays behind. */
  private openFile(): number {
    if (this.file !== undefined) return this.file;
    const path = join(tmpdir(), `crm-${randomUUID()}`);
    this.file = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    return this.file;
  }
}

import { open } from 'node:fs/promises';
import { SaxesParser } from 'saxes';
import yauzl from 'yauzl';
import { CodedError } from '#platform';
import {
  brokenWorkbook,
  largeWorkbook,
  lockedWorkbook,
  noWorkbook,
  oldWorkbook,
  unsafeWorkbook,
} from './sheets.errors.js';

/** All parts unpacked: 500,000 rows of twelve columns come to 250 to 700 MB. */
const MOST_UNPACKED = 1e9;
/** From so much on nothing that people wrote packs better than to a hundredth; what was made to fill disks does. */
const SUSPECT = 20e6;
const BEST_PACKED = 100;
const MOST_PARTS = 5_000;
/** Of a part that is kept in memory: which sheets there are, and formats. */
const MOST_KEPT = 20e6;
/** No name, value or text of a workbook is longer (a cell holds 32,767 characters), nor anything nested deeper. */
const LONGEST_TOKEN = 1_000_000;
const DEEPEST = 64;

/** What reads a part, tag by tag; names come without their prefix. */
export interface XmlReader {
  open(name: string, attributes: Record<string, string>): void;
  close?(name: string): void;
  text?(text: string): void;
  /** Nothing that follows is needed. */
  done?(): boolean;
}

/** A workbook as a zip of parts. Sizes are looked at before anything is unpacked, and kept to while it is. */
export class WorkbookFile {
  private constructor(
    private readonly zip: yauzl.ZipFile,
    private readonly parts: ReadonlyMap<string, yauzl.Entry>,
  ) {}

  /** Opens a file by its path or its bytes. Throws `documents.sheet-…` with what to do instead. Close it afterwards. */
  static async open(file: string | Buffer): Promise<WorkbookFile> {
    const head = await headOf(file);
    if (head.subarray(0, 8).toString('hex') === 'd0cf11e0a1b11ae1')
      throw head.includes(Buffer.from('EncryptedPackage', 'utf16le')) ? lockedWorkbook() : oldWorkbook();
    if (head.subarray(0, 2).toString('latin1') !== 'PK') throw noWorkbook();
    const options = { autoClose: false, lazyEntries: true, strictFileNames: true };
    const zip = await asWorkbook(
      typeof file === 'string' ? yauzl.openPromise(file, options) : yauzl.fromBufferPromise(file, options),
    );
    try {
      return new WorkbookFile(zip, await asWorkbook(partsOf(zip)));
    } catch (error) {
      zip.close();
      throw error;
    }
  }

  has(path: string): boolean {
    return this.parts.has(path);
  }

  /** Reads a small part whole; one that is not there says nothing. */
  async readPart(path: string | undefined, reader: XmlReader): Promise<void> {
    if ((this.parts.get(path ?? '')?.uncompressedSize ?? 0) > MOST_KEPT) throw largeWorkbook();
    for await (const _ of this.stream(path, reader));
  }

  /** Hands a part to its reader piece by piece, and waits after each for whoever takes what was read. */
  async *stream(path: string | undefined, reader: XmlReader): AsyncGenerator<void> {
    const part = this.parts.get(path ?? '');
    if (!part) return;
    if (part.isEncrypted()) throw lockedWorkbook();
    const stream = await asWorkbook(this.zip.openReadStreamPromise(part));
    stream.setEncoding('utf8');
    const xml = parser(reader);
    try {
      for await (const text of stream) {
        xml.write(String(text));
        yield;
        if (reader.done?.()) return;
      }
      xml.close();
    } catch (error) {
      throw error instanceof CodedError ? error : brokenWorkbook();
    } finally {
      stream.destroy();
    }
  }

  close(): void {
    this.zip.close();
  }
}

/** saxes knows no document types and no entities but the five of XML; what declares some is refused. */
function parser(reader: XmlReader): { write(text: string): void; close(): void } {
  const xml = new SaxesParser({ xmlns: false, position: false });
  let depth = 0;
  let sinceTag = 0;
  xml.on('doctype', () => {
    throw unsafeWorkbook();
  });
  xml.on('error', () => {
    throw brokenWorkbook();
  });
  xml.on('opentag', ({ name, attributes }) => {
    sinceTag = 0;
    if (++depth > DEEPEST) throw unsafeWorkbook();
    reader.open(localName(name), attributes);
  });
  xml.on('closetag', ({ name }) => {
    sinceTag = 0;
    depth--;
    reader.close?.(localName(name));
  });
  const text = (piece: string) => reader.text?.(piece);
  xml.on('text', text);
  xml.on('cdata', text);
  return {
    write(piece) {
      sinceTag += piece.length;
      xml.write(piece);
      if (sinceTag > LONGEST_TOKEN) throw unsafeWorkbook();
    },
    close: () => void xml.close(),
  };
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Enough of a file to know its kind: of what Excel locks with a password, the names of its streams too. */
async function headOf(file: string | Buffer): Promise<Buffer> {
  const most = 1_000_000;
  if (typeof file !== 'string') return file.subarray(0, most);
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(most), 0, most, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function partsOf(zip: yauzl.ZipFile): Promise<Map<string, yauzl.Entry>> {
  const parts = new Map<string, yauzl.Entry>();
  let [packed, unpacked] = [0, 0];
  for await (const part of zip.eachEntry()) {
    packed += part.compressedSize;
    unpacked += part.uncompressedSize;
    const suspect = unpacked > SUSPECT && unpacked > packed * BEST_PACKED;
    if (suspect || unpacked > MOST_UNPACKED || parts.size === MOST_PARTS) throw largeWorkbook();
    parts.set(part.fileName, part);
  }
  return parts;
}

/** What a zip that is none throws says nothing to its owner. */
async function asWorkbook<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof CodedError ? error : brokenWorkbook();
  }
}

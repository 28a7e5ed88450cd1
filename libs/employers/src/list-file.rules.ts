import iconv from 'iconv-lite';
import { CodedError } from '#platform';
import { MOST_COLUMNS } from './csv.rules.js';

export interface ListText {
  text: string;
  /** In words: "UTF-8", "UTF-16", "Windows-1252". */
  encoding: string;
}

const refuse = (code: string, message: string) =>
  new CodedError('invalid', `employers.import-${code}`, message, { file: message });

/** What one request reads and one page answers for; a longer list is brought in piece by piece. */
export const MOST_ROWS = 100_000;

/** More columns than a list has: the wrong file, or the wrong delimiter. */
export const tooWide = (): CodedError =>
  refuse(
    'too-wide',
    `This file has more than ${MOST_COLUMNS} columns. Take out the columns that are not about employers and load it again.`,
  );

/** More rows than one list may have. */
export const tooLong = (): CodedError =>
  refuse(
    'too-long',
    `This file has more than ${MOST_ROWS.toLocaleString('en-GB')} rows. Split it into several files and load them one after the other.`,
  );

/** How files that are no list begin, and what to do instead. */
const others: [string, string][] = [
  [
    '504b0304',
    'This is an Excel workbook (.xlsx) or another zip file. Open it, choose “Save as”, then “CSV UTF-8”, and load that file.',
  ],
  ['504b0506', 'This is an empty zip file, not a list.'],
  [
    'd0cf11e0a1b11ae1',
    'This is an old Excel or Word file (.xls, .doc). Open it, choose “Save as”, then “CSV UTF-8”, and load that file.',
  ],
  [
    '255044462d',
    'This is a PDF. Ask for the list as a spreadsheet, save it as “CSV UTF-8”, and load that file.',
  ],
  ['1f8b', 'This is a compressed file (.gz). Unpack it and load the CSV inside.'],
  ['89504e47', 'This is a picture, not a list.'],
  ['ffd8ff', 'This is a picture, not a list.'],
  ['47494638', 'This is a picture, not a list.'],
  [
    '7b5c727466',
    'This is a Word document (.rtf), not a list. Save the table as “CSV UTF-8” and load that file.',
  ],
  ['377abcaf271c', 'This is a compressed file (.7z). Unpack it and load the CSV inside.'],
];

/**
 * The text of a list in whatever encoding it came: UTF-8 or UTF-16 with or without a byte order mark, else
 * Windows-1252. NUL and broken surrogates are dropped, since PostgreSQL keeps neither.
 * Throws `employers.import-empty` and `employers.import-not-a-list`, with what to do.
 */
export function readListFile(bytes: Buffer): ListText {
  if (!bytes.length) throw refuse('empty', 'The file is empty.');
  const start = bytes.subarray(0, 16).toString('hex');
  const other = others.find(([magic]) => start.startsWith(magic));
  if (other) throw refuse('not-a-list', other[1]);
  const { raw, encoding } = decode(bytes);
  const text = wellFormed(raw.replace(/^\uFEFF/, '').replaceAll('\0', ''));
  if (!text.trim()) throw refuse('empty', 'The file is empty.');
  const head = text.slice(0, 4000);
  if (/^\s*<(?:!doctype|html|\?xml)/i.test(head))
    throw refuse(
      'not-a-list',
      'This is a web page or XML, not a list. Save the table as “CSV UTF-8” and load that file.',
    );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells a program's file
  const odd = head.match(/[\u0001-\u0008\u000E-\u001A\u001C-\u001F]/g)?.length ?? 0;
  if (odd > head.length / 20)
    throw refuse('not-a-list', 'This is not a text file. Save the list as “CSV UTF-8” and load that file.');
  return { text, encoding };
}

function decode(bytes: Buffer): { raw: string; encoding: string } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { raw: iconv.decode(bytes, 'utf-16le'), encoding: 'UTF-16' };
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return { raw: iconv.decode(bytes, 'utf-16be'), encoding: 'UTF-16' };
  const wide = zeroSides(bytes.subarray(0, 4096));
  if (wide) return { raw: iconv.decode(bytes, wide), encoding: 'UTF-16' };
  const raw = new TextDecoder('utf-8').decode(bytes);
  const { broken: torn, good } = countOdd(raw);
  const broken = torn - countEncodedReplacements(bytes);
  if (broken <= 0) return { raw, encoding: 'UTF-8' };
  // A few torn characters in real UTF-8 stay torn; mostly torn ones mean that it never was UTF-8.
  if (good > broken * 2) return { raw, encoding: 'UTF-8' };
  return { raw: iconv.decode(bytes, 'win1252'), encoding: 'Windows-1252' };
}

/** UTF-16 without a mark: in Western text every other byte is zero. */
function zeroSides(head: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const zeros = [0, 0];
  for (let i = 0; i < head.length; i++) if (head[i] === 0) zeros[i % 2]!++;
  const half = head.length / 2;
  if (zeros[1]! > half * 0.4 && zeros[0]! < half * 0.1) return 'utf-16le';
  if (zeros[0]! > half * 0.4 && zeros[1]! < half * 0.1) return 'utf-16be';
  return undefined;
}

/** Letters that could not be read, and letters outside ASCII that could. Counted one by one: a list of them fills memory. */
function countOdd(text: string): { broken: number; good: number } {
  let [broken, good] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0xfffd) broken++;
    else if (code > 0x7f) good++;
  }
  return { broken, good };
}

/** U+FFFD that stood in the file already (EF BF BD) is no damage of our reading. */
function countEncodedReplacements(bytes: Buffer): number {
  let n = 0;
  for (let at = 2; at < bytes.length; at++)
    if (bytes[at] === 0xbd && bytes[at - 1] === 0xbf && bytes[at - 2] === 0xef) n++;
  return n;
}

const wellFormed = (text: string): string => (text as string & { toWellFormed(): string }).toWellFormed();

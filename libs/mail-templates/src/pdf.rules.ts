/** Bytes of a file, and files of a version, at most. */
export const FILE_SIZE = 2 * 1024 * 1024;
export const FILES = 3;

/** Names in a PDF that make it do something or carry another file (ISO 32000-1, 12.6.4 and 7.11.4). */
const ACTIVE = /\/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)\b/;

/**
 * What is wrong with a file as an attachment, in words, or undefined. A PDF by its own first and last bytes, not by its
 * name. What a PDF hides in compressed objects is not seen here: mail programs and their scanners look again.
 */
export function pdfProblem(content: Buffer): string | undefined {
  if (content.length > FILE_SIZE) return 'A file can be 2 MB at most.';
  if (!content.subarray(0, 1024).includes('%PDF-') || !content.subarray(-2048).includes('%%EOF'))
    return 'Only PDF files can go with an email, and this is not one.';
  // Names may be written with hexadecimal references, /J#61vaScript.
  const names = content
    .toString('latin1')
    .replace(/#([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return ACTIVE.test(names)
    ? 'This PDF contains a program, a form or another file. Print it to a new PDF and take that.'
    : undefined;
}

/** A name for a file that is safe in a header and on any disk, ending in .pdf. */
export function pdfName(name: string): string {
  const base = (name.split(/[\\/]/).at(-1) ?? '').replace(/\.pdf$/i, '');
  const plain = base
    .normalize('NFC')
    .replace(/[^\p{L}\p{N} ._()-]/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  return `${[...plain].slice(0, 80).join('') || 'file'}.pdf`;
}

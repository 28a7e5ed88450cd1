import { buffer } from 'node:stream/consumers';
import yazl from 'yazl';

const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A zip of these parts, for what no writer of workbooks makes. */
export async function zipOf(parts: Record<string, string | Buffer>): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [path, text] of Object.entries(parts)) zip.addBuffer(Buffer.from(text as string), path);
  zip.end();
  return buffer(zip.outputStream);
}

export interface HandMade {
  /** Rows as XML by the name of the sheet; `hidden` in front of a name hides it. */
  sheets?: Record<string, string>;
  /** Texts cells name by number, as XML of `<si>`. */
  texts?: string;
  /** What stands in `<styleSheet>`. */
  styles?: string;
  /** Attributes of `<workbookPr>`. */
  workbook?: string;
  /** Parts in place of those made here, or beside them. */
  parts?: Record<string, string | Buffer>;
}

/** A workbook put together by hand. */
export function handMade({
  sheets = {},
  texts,
  styles,
  workbook = '',
  parts = {},
}: HandMade): Promise<Buffer> {
  const names = Object.keys(sheets);
  const list = names.map((name, at) => {
    const hidden = name.startsWith('hidden ');
    return `<sheet name="${name.replace('hidden ', '')}" sheetId="${at + 1}"${hidden ? ' state="hidden"' : ''} r:id="rId${at + 1}"/>`;
  });
  const relations = [
    ...names.map((_, at) => ['worksheet', `worksheets/sheet${at + 1}.xml`, `rId${at + 1}`]),
    ['sharedStrings', 'sharedStrings.xml', 'rIdT'],
    ['styles', 'styles.xml', 'rIdS'],
  ].map(([kind, target, id]) => `<Relationship Id="${id}" Type="${RELATIONS}/${kind}" Target="${target}"/>`);
  return zipOf({
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml': `<workbook ${MAIN} xmlns:r="${RELATIONS}"><workbookPr ${workbook}/><sheets>${list.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${relations.join('')}</Relationships>`,
    ...(texts && { 'xl/sharedStrings.xml': `<sst ${MAIN}>${texts}</sst>` }),
    ...(styles && { 'xl/styles.xml': `<styleSheet ${MAIN}>${styles}</styleSheet>` }),
    ...Object.fromEntries(
      names.map((name, at) => [
        `xl/worksheets/sheet${at + 1}.xml`,
        `<worksheet ${MAIN}><sheetData>${sheets[name]}</sheetData><mergeCells><mergeCell ref="A1:A2"/></mergeCells></worksheet>`,
      ]),
    ),
    ...parts,
  });
}

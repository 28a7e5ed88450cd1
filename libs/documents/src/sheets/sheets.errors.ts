import { CodedError, invalid } from '#platform';

const refusal = (code: string, text: string) => () => invalid(`documents.${code}`, { file: text });
const SAVE_AS = 'Open it there, choose “Save as”, then “Excel workbook (.xlsx)”, and load that file.';

export const oldWorkbook = refusal('sheet-old', `This is an old Excel file (.xls). ${SAVE_AS}`);
export const lockedWorkbook = refusal(
  'sheet-locked',
  'This workbook opens with a password only. Take the password away in Excel, save it, and load it again.',
);
export const otherWorkbook = refusal(
  'sheet-other',
  `This is a spreadsheet of another program or format (.xlsb, .ods, .numbers). ${SAVE_AS}`,
);
export const noWorkbook = refusal('sheet-none', 'This file is not an Excel workbook (.xlsx).');
export const brokenWorkbook = refusal(
  'sheet-broken',
  'This workbook is damaged or was not copied whole. Open it in Excel, save it, and load it again.',
);
export const unsafeWorkbook = refusal(
  'sheet-unsafe',
  'This workbook has something in it that Excel does not write, so it is not read. Save it in Excel and load it again.',
);
export const largeWorkbook = refusal(
  'sheet-large',
  'This workbook is too large when unpacked. Take out sheets and pictures that are not needed, or split it.',
);
export const emptyWorkbook = refusal('sheet-empty', 'No sheet of this workbook can be seen: all are hidden.');
export const wideSheet = (most: number): CodedError =>
  refusal(
    'sheet-wide',
    `This sheet has something beyond column ${most}. Delete the columns at its right and load it again.`,
  )();

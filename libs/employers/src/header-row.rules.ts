import { isEmail } from '#platform';
import {
  isFigure,
  isOneOrganisation,
  isPostcode,
  isShortNumber,
  isWebsite,
  looksLikeData,
  share,
} from './cell-kind.rules.js';

const MOST = 0.6;
const EMPTY = /^(?:[-–—.?/]*|n\/a|none|nil|null|unknown|not known|tbc)$/i;

/**
 * Whether the top row of a list, in which no header is known, is an employer already: something stands in it that no
 * header says (a postcode, an email address, a company number, also without its zeros), or the kind of thing that
 * stands below it, or the name of an organisation. Words above a column of postcodes, addresses or figures are a header,
 * whatever else they say.
 */
export function isFirstEmployer(top: string[], below: string[][]): boolean {
  const cells = top.map((cell) => cell.trim());
  if (looksLikeData(cells) || cells.some(isShortNumber)) return true;
  const column = (at: number) => below.map((row) => (row[at] ?? '').trim()).filter(Boolean);
  const alike = (cell: string, at: number) =>
    [isFigure, isWebsite].some((kind) => kind(cell) && share(column(at), kind) > MOST);
  if (cells.some(alike)) return true;
  const heads = (cell: string, at: number) =>
    !EMPTY.test(cell) &&
    !/\d/.test(cell) &&
    [isPostcode, isEmail, isFigure, isWebsite].some((kind) => share(column(at), kind) > MOST);
  return cells.some(isOneOrganisation) && !cells.some(heads);
}

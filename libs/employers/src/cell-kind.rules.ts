import { isEmail } from '#platform';

/** What kind of thing stands in a trimmed cell, for guessing columns and telling a header from data. */
export const isPostcode = (v: string): boolean => /^[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}$/i.test(v);
export const isCompanyNumber = (v: string): boolean =>
  /^(?:\d{8}|(?:SC|NI|OC|RC|IP|RS|CE|LP)\d{6})$/i.test(v);
/** Also a company number that lost the zeros in front; four digits that may be a year are none. */
export const isShortNumber = (v: string): boolean => /^(?!(?:19|20)\d\d$)\d{4,8}$/.test(v);
export const isPhone = (v: string): boolean => /^\+?[\d\s()-]{8,20}$/.test(v);
export const isWebsite = (v: string): boolean => /^(?:https?:\/\/|www\.)\S+$/i.test(v);
export const isSize = (v: string): boolean =>
  /^(?:less than [\d,]+|[\d,]+ (?:to|-) [\d,]+|[\d,]+ or more)$/i.test(v);

const organisationWords =
  `ltd|limited|plc|llp|cic|cio|gmbh|ag|kg|inc|llc|council|trust|foundation|university|school|college
  |academy|company|group|services|association|partnership|society|hospital|hospice|nhs`.replace(/\s/g, '');
const organisation = new RegExp(String.raw`(?:\b(?:${organisationWords})|& (?:co|sons))\b`, 'i');
/** Holds a word that names of organisations have: Ltd, Council, Trust, GmbH … */
export const isOrganisation = (v: string): boolean => organisation.test(v);

const general = new RegExp(
  String.raw`\b(?:${organisationWords}|the|a|an|of|or|and|is|for|your|our|parent|main|lead|host|local|member|employing|partner|public|private|name|names|number|no|type|code|id|ref|reference|address|size|date|contact|sector|region|area|list|status|details|title|total|team|head|office)\b`,
  'gi',
);
/** The name of one organisation rather than a word for organisations: "Hebble Trust", but not "NHS trust" or "School name". */
export const isOneOrganisation = (v: string): boolean =>
  isOrganisation(v) && /[\p{L}\p{N}]/u.test(v.replace(general, ''));

/** Digits and what stands between them: a number, a telephone number, a date. A year by itself may head a column. */
export const isFigure = (v: string): boolean =>
  /\d/.test(v) && /^[\d\s.,/:+()%£€-]+$/.test(v) && !/^(?:19|20)\d\d$/.test(v);

/** The share of the values that fit, 0 to 1; 0 of none. */
export const share = (values: string[], fits: (value: string) => boolean): number =>
  values.length ? values.filter(fits).length / values.length : 0;

/** Whether a row is data rather than headers: a postcode, an address or a company number stands in it. */
export const looksLikeData = (cells: string[]): boolean =>
  cells.some((c) => isPostcode(c.trim()) || isEmail(c.trim()) || isCompanyNumber(c.trim()));

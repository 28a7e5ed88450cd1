/**
 * A text that a spreadsheet would take for a formula (OWASP, CSV injection), whatever white space is in front: it begins with
 * one of = + - @, also in their wide forms, or with a tab or line break. So does one that is guarded, once or more.
 */
const FORMULA = /^'*(?:[\t\r\n]|[\s\u200B-\u200D\u2060]*[=+\-@＝＋－＠−])/;

/**
 * The text with an apostrophe in front where it would be a formula, for delimited files, which cannot say what is text.
 * `unguarded` of it is the text again, one with apostrophes of its own too.
 */
export const guarded = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

/** The text without the apostrophe that `guarded`, or somebody in Excel, put in front. Others stay: 's-Hertogenbosch. */
export const unguarded = (text: string): string =>
  text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text;

/** The longest name a stranger may enter: it stands in the greeting of an email to somebody else. */
export const LONGEST_NAME = 80;
const MOST_WORDS = 7;
const MOST_DIGITS = 3;

/**
 * Whether a text can be a person's name. Letters of any script, with the marks that stand in names; no links, symbols or
 * telephone numbers, so that a form anybody can send cannot put a stranger's message into our emails.
 */
export const isPersonName = (text: string): boolean =>
  text.length <= LONGEST_NAME &&
  /\p{L}/u.test(text) &&
  /^[\p{L}\p{M}\p{Nd} .,'’‘`´()–-]+$/u.test(text) &&
  text.trim().split(/\s+/).length <= MOST_WORDS &&
  (text.match(/\p{Nd}/gu)?.length ?? 0) <= MOST_DIGITS &&
  // "evil.example" would be made a link by the mail program; "J. R. Smith" is not.
  !/\.[\p{L}\p{Nd}]{2,}/u.test(text);

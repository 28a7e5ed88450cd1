/**
 * Whether a text has the shape of an address that mail can be sent to over the internet: one @, something before it, a
 * domain with a dot after it, no blanks, control or invisible characters. Only sending shows whether it works. Length as RFC 5321
 * (64 before the @, 254 in all).
 */
export const isEmail = (text: string): boolean =>
  text.length <= 254 &&
  /^[^\s@<>(),;:"[\]\\\p{C}]{1,64}@[^\s@<>(),;:"[\]\\.\p{C}]+(?:\.[^\s@<>(),;:"[\]\\.\p{C}]+)+$/u.test(
    text,
  ) &&
  !/\.@|^\.|\.\./.test(text);

/**
 * An address as it is compared: trimmed, lower case, composed (NFC). Two people's mailboxes never become one by it,
 * as the wider NFKC would make of letters that merely look alike.
 */
export const emailKey = (email: string): string => email.normalize('NFC').trim().toLowerCase();

/** Parts of a domain as the internet's names are made: letters, digits and inner hyphens, at most 63 characters each. */
const LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u;
/** The last part is letters, or the written form of letters of another script. */
const TOP = /^(?:[\p{L}\p{M}]{2,63}|xn--[a-z0-9-]{1,59})$/iu;

/**
 * As isEmail, and the domain could be one: for addresses strangers type and we write to. Numbers, underscores and a name
 * without an end ("anna@localhost", "anna@192.168.0.1") are none.
 */
export function isPlausibleEmail(text: string): boolean {
  if (!isEmail(text)) return false;
  const labels = text.slice(text.lastIndexOf('@') + 1).split('.');
  return labels.every((label) => LABEL.test(label)) && TOP.test(labels.at(-1)!);
}

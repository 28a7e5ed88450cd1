/**
 * Whether a text has the shape of an address that mail can be sent to over the internet: one @, something before it, a
 * domain with a dot after it, no blanks or control characters. Only sending shows whether it works. Length as RFC 5321
 * (64 before the @, 254 in all).
 */
export const isEmail = (text: string): boolean =>
  text.length <= 254 &&
  /^[^\s@<>(),;:"[\]\\\p{Cc}]{1,64}@[^\s@<>(),;:"[\]\\.\p{Cc}]+(?:\.[^\s@<>(),;:"[\]\\.\p{Cc}]+)+$/u.test(
    text,
  ) &&
  !/\.@|^\.|\.\./.test(text);

/**
 * An address as it is compared: trimmed, lower case, composed (NFC). Two people's mailboxes never become one by it,
 * as the wider NFKC would make of letters that merely look alike.
 */
export const emailKey = (email: string): string => email.normalize('NFC').trim().toLowerCase();

/**
 * Whether a text has the shape of an address: one @, something before it, a domain with a dot after it, no blanks.
 * Only sending shows whether it works. Length as RFC 5321 (254).
 */
export const isEmail = (text: string): boolean =>
  text.length <= 254 &&
  /^[^\s@<>(),;:"[\]\\]{1,64}@[^\s@<>(),;:"[\]\\.]+(?:\.[^\s@<>(),;:"[\]\\.]+)+$/.test(text) &&
  !/\.@|^\.|\.\./.test(text);

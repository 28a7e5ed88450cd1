/** A text as one line the database can store: control characters (NUL too) and white space become one blank each. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ').trim();

/** At most so many characters; none is cut in two. */
export const beginning = (text: string, characters: number): string =>
  [...text].slice(0, characters).join('');

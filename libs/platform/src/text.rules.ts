/** A text as one line the database can store: control characters (NUL too) and white space become one blank each. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ').trim();

/** At most so many characters; none is cut in two. */
export const beginning = (text: string, characters: number): string =>
  [...text].slice(0, characters).join('');

/** A text without characters that show nothing: joiners, direction marks, fillers, the blank of Braille. */
export const visible = (text: string): string =>
  text.replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]/gu, '');

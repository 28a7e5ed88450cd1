/**
 * Sentences of published versions that are not true. A published version never changes, and surveys that ask one go on
 * with it; so its pages leave these sentences out. They promise something or name a time, none is part of a question.
 */
const RETIRED = ['About five minutes. ', ' You can change this later.'];

/** A text of an instrument as pages show it. */
export const shownWords = (text: string | undefined): string | undefined =>
  text && RETIRED.reduce((kept, sentence) => kept.replace(sentence, ''), text);

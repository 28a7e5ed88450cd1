const NOTHING =
  /^(?:[-–—.?/]*|n\/?a|none|nil|null|unknown|not known|not provided|not stated|tbc|#n\/a|#ref!)$/i;

/** Whether a cell says that nothing is known: empty, a dash, "n/a", "tbc", what a spreadsheet writes for a broken formula. */
export const isNothing = (text: string): boolean => NOTHING.test(text);

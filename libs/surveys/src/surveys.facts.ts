/** What happened in surveys, as recorded with Facts: dates, titles and ids; never an answer. */
export const surveyFacts = {
  /** A wave opened. Data: waveId, title, kind, invited, leftOut. No employer. */
  waveOpened: 'surveys.wave-opened',
  /** An employer's contact was invited. Data: waveId, title, kind. */
  invited: 'surveys.invited',
  /** An employer's answer was submitted. Data: waveId, title, kind, late. */
  answered: 'surveys.answered',
} as const;

/** What a fact of this lib is about. */
export const waveSubject = (waveId: string): string => `wave:${waveId}`;

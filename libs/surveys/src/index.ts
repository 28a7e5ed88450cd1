/**
 * surveys: questionnaires and their versions, waves of asking, invitations by link, answers, and the analysis from rows
 * to figures. It opens follow-ups by itself and knows who was asked, who answered and what changed.
 * It must not know pages, training or bookings; whom to ask it learns from signatories and employers by id.
 */

export * from './analysis.js';
export { Answering, type Visit } from './answering.service.js';
export type { MeanChange } from './change.rules.js';
export { SurveyDrafts } from './drafts.service.js';
export { DueWaves, OPEN_DUE_WAVES_JOB } from './due.service.js';
export { minutesFor } from './effort.rules.js';
export {
  type Answer,
  type Answers,
  choicesOf,
  DONT_KNOW,
  type Instrument,
  type Item,
  isAnswered,
  itemsOf,
} from './instrument.rules.js';
export { Instruments } from './instruments.service.js';
export type { InviteList } from './invite-list.service.js';
export { allPages, progress, shownPages, standardsOf } from './page.rules.js';
export {
  CHOICE_TEXT_LENGTH,
  COMMENT_LENGTH,
  choiceTextField,
  commentField,
  type Fields,
} from './page-input.rules.js';
export { ANSWER_PAGE, WAVE_PAGE } from './public-pages.js';
export { checkedInstrument, instrumentSchemaProblems } from './publishing.rules.js';
export { type Compared, Results, type SurveyResults } from './results.service.js';
export { shownWords } from './retired-words.rules.js';
export { SurveysModule } from './surveys.module.js';
export {
  changeSentence,
  hasFigures,
  ITEM_UNIT,
  type Judged,
  rounded,
  SCORE_UNIT,
  signed,
} from './verdict.rules.js';
export type { AskedElsewhere, WaveCounts, WaveRow } from './wave.repository.js';
export { type LeftOut, leftOutWords, monthWords, opensAt } from './wave.rules.js';
export { type AnswerReport, type WaveReport, WaveReports } from './wave-report.service.js';
export { type WaveHolds, WaveHoldsReport } from './wave-turns.service.js';
export { type WaveWords, WaveWordsReport } from './wave-words.service.js';
export { SURVEY_LINK, Waves } from './waves.service.js';

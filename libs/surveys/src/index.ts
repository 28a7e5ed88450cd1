/**
 * surveys: questionnaires and their versions, waves of asking, invitations by link, answers, and the analysis from rows
 * to figures. It opens follow-ups by itself and knows who was asked, who answered and what changed.
 * It must not know pages, training or bookings; whom to ask it learns from signatories and employers by id.
 */
import { Answer as AnswerRecord, AnswerText } from './answer.entity.js';
import { InstrumentVersion } from './instrument-version.entity.js';
import { Invitation } from './invitation.entity.js';
import { Survey } from './survey.entity.js';
import { Wave, WaveEmployer } from './wave.entity.js';

export * from './analysis.js';
export type { AnswerStatus, InvitationState } from './answer.rules.js';
export type { AnswerRow, TextRow } from './answer.store.js';
export { Answering, type Visit } from './answering.service.js';
export type { Interval, MeanChange, OptionChange } from './change.rules.js';
export { wilson } from './change.rules.js';
export { DueWaves, OPEN_DUE_WAVES } from './due.service.js';
export { FolderError, readFolder } from './folder.js';
export {
  type Answer,
  type Answers,
  type Choice,
  choicesOf,
  DONT_KNOW,
  type Instrument,
  type Item,
  isAnswered,
  itemsOf,
  type Section,
} from './instrument.rules.js';
export { Instruments } from './instruments.service.js';
export type { Invitee, InviteList, LeftOutEmployer } from './invite-list.service.js';
export type { MailFate } from './mail-fates.service.js';
export {
  allPages,
  type Progress,
  progress,
  type SurveyPage,
  shownPages,
  standardsOf,
} from './page.rules.js';
export {
  CHOICE_TEXT_LENGTH,
  COMMENT_LENGTH,
  choiceTextField,
  commentField,
  type Fields,
  type PageInput,
} from './page-input.rules.js';
export { coreScaleOf } from './pair.rules.js';
export { type Compared, type Lost, Results, type SurveyResults } from './results.service.js';
export { surveyFacts, waveSubject } from './surveys.facts.js';
export { SurveysModule } from './surveys.module.js';
export {
  changeSentence,
  hasFigures,
  ITEM_UNIT,
  type Judged,
  MINIMUM_MATCHED,
  OPTION_UNIT,
  rounded,
  SCORE_UNIT,
  signed,
  type Verdict,
} from './verdict.rules.js';
export {
  type LeftOut,
  leftOutReasons,
  leftOutWords,
  monthWords,
  opensAt,
  type WaveKind,
  type WaveState,
  waveCampaign,
} from './wave.rules.js';
export type { ListedEmployer, WaveCounts, WaveRow } from './wave.store.js';
export { type AnswerReport, type AskedLine, type WaveReport, WaveReports } from './wave-report.service.js';
export { SURVEY_LINK, type SurveyPlan, Waves } from './waves.service.js';

/** For the connection to the database. */
export const surveysEntities = [
  InstrumentVersion,
  Survey,
  Wave,
  WaveEmployer,
  Invitation,
  AnswerRecord,
  AnswerText,
];

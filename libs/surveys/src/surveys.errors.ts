import { CodedError } from '#platform';

/** The list shown is not the list there is now; nothing was sent. */
export const listChanged = (shown: number, now: number): CodedError =>
  new CodedError(
    'conflict',
    'surveys.list-changed',
    `You were shown ${shown}; it would be ${now} now. Nothing was sent. Check the names below and send again.`,
  );

/** Another press of the button was first. */
export const alreadyOpened = (): CodedError =>
  new CodedError('conflict', 'surveys.already-opened', 'This wave has already been sent.');

/** Nobody on the list can be written to. */
export const nobodyToInvite = (): CodedError =>
  new CodedError(
    'conflict',
    'surveys.nobody-to-invite',
    'Nobody can be invited yet: no current signatory has a contact we can write to.',
  );

/** The answer was submitted before. */
export const alreadyAnswered = (): CodedError =>
  new CodedError(
    'conflict',
    'surveys.already-answered',
    'Your answers were sent before. Nothing was changed.',
  );

/** The last day on which an answer counts has ended. */
export const surveyOver = (): CodedError =>
  new CodedError('gone', 'surveys.over', 'This survey has closed, so answers can no longer be taken.');

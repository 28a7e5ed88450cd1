import { CodedError, invalid } from '#platform';
import { shortened } from './quoted.rules.js';
import { byCharter, type Stage, stages } from './stage.rules.js';

/** The move is not one a person makes by hand (stage.rules.ts). */
export const illegalMove = (from: Stage, to: Stage): CodedError =>
  invalid('employers.illegal-move', {
    stage: byCharter.has(to)
      ? `${stages[to]} follows from the charter: sign, renew or end the signature on the Charter page.`
      : `An employer at ${stages[from]} cannot move to ${stages[to]}.`,
  });

/** Another employer of the area holds this register number. */
export const registerTaken = (): CodedError =>
  invalid('employers.register-taken', {
    registerNumber: 'Another employer in this area already has this number. Open that one instead.',
  });

/** The move is no longer the latest one, or older than 30 days. */
export const cannotUndo = (): CodedError =>
  new CodedError(
    'conflict',
    'employers.cannot-undo',
    'This move cannot be undone: the stage has moved since, 30 days have passed, or the charter made the move.',
  );

/** The task was done or called off meanwhile. */
export const taskEnded = (): CodedError =>
  new CodedError(
    'conflict',
    'employers.task-ended',
    'Somebody has finished this task or called it off meanwhile. Undo that first, then change it.',
  );

/** It ended more than 30 days ago. */
export const cannotReopen = (): CodedError =>
  new CodedError(
    'conflict',
    'employers.task-cannot-reopen',
    'This can be undone for 30 days only. Add the task again instead.',
  );

/** No column of the list was recognised as, or said to be, the employer's name. */
export const noNameColumn = (headers: string[]): CodedError =>
  invalid('employers.import-no-name', {
    mapping: `No column of this list is known to hold the employer’s name. Its columns are: ${columnWords(headers)}. Name one of them “employer_name”.`,
  });

/** No column has the name that was given for the rows' ids. */
export const noIdColumn = (column: string, headers: string[]): CodedError =>
  invalid('employers.no-id-column', {
    idColumn: `No column of this list is called “${shortened(column)}”. Its columns are: ${columnWords(headers)}.`,
  });

/** The columns of a list for a message, at most twenty. */
const columnWords = (headers: string[]): string => {
  const shown = headers.slice(0, 20).map(shortened).join(', ');
  return headers.length > 20 ? `${shown} and ${headers.length - 20} more` : shown;
};

/** The list has moved on: it was confirmed, cancelled or taken back meanwhile. */
export const importState = (): CodedError =>
  new CodedError(
    'conflict',
    'employers.import-state',
    'This list has moved on meanwhile: it was confirmed, cancelled or undone. Open it again to see how it stands.',
  );

/** More than 30 days after it came in. */
export const revertTooLate = (): CodedError =>
  new CodedError('conflict', 'employers.import-too-late', 'An import can be undone for 30 days.');

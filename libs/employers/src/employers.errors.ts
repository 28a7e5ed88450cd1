import { CodedError, invalid } from '#platform';
import { type Stage, stages } from './stage.rules.js';

/** The move is not one of stage.rules.ts. */
export const illegalMove = (from: Stage, to: Stage): CodedError =>
  invalid('employers.illegal-move', {
    stage: `An employer at ${stages[from]} cannot move to ${stages[to]}.`,
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
    'This move can no longer be undone: the stage has moved since, or 30 days have passed.',
  );

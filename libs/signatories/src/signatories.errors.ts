import { CodedError } from '#platform';

/** The signature to end has ended already, by somebody else or in another window. */
export const alreadyEnded = (): CodedError =>
  new CodedError(
    'conflict',
    'signatories.already-ended',
    'This signature has already ended. Reload the page to see what happened.',
  );

/** Two people signed the same employer at the same moment. */
export const signedMeanwhile = (): CodedError =>
  new CodedError(
    'conflict',
    'signatories.signed-meanwhile',
    'Somebody else has just signed this employer. Reload the page to see it.',
  );

/** The signature holds, was followed by another, or ended more than 30 days ago. */
export const cannotUndoEnd = (): CodedError =>
  new CodedError(
    'conflict',
    'signatories.cannot-undo',
    'This end cannot be undone: the employer has signed since, or more than 30 days have passed. Sign the charter instead.',
  );

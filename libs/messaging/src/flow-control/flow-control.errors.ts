import { CodedError, invalid, notFound } from '#platform';

export const pauseReasonMissing = (): CodedError =>
  invalid('messaging.pause-reason', { reason: 'Say why, in 5 to 300 characters.' });

export const pausedAlready = (): CodedError =>
  new CodedError('conflict', 'messaging.paused-already', 'This is paused already.');

/** Somebody else ended it, or it is of another area. */
export const noSuchPause = (): CodedError => notFound();

export const nothingToRelease = (): CodedError =>
  new CodedError(
    'conflict',
    'messaging.nothing-to-release',
    'Nothing is held after a restore any more. Look at the page again.',
  );

import { CodedError, invalid, notFound, REASON_WORDS, reasonProblem } from '#platform';

/** A reason as one line. Throws `messaging.pause-reason`. */
export function checkedReason(reason: string): string {
  if (reasonProblem(reason)) throw invalid('messaging.pause-reason', { reason: REASON_WORDS });
  return reason.replace(/\s+/g, ' ').trim();
}

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

import { CodedError, invalid, REASON_WORDS } from '#platform';

export const unknownMail = (name: string): Error =>
  new Error(`The mail ${name} was not added to the registry by its lib's module`);

export const noAddress = (): CodedError =>
  invalid('messaging.no-address', { address: 'Enter an email address, like name@example.org.' });

/** Somebody else settled it, or it went its way, since the page was opened. */
export const notUnknown = (): CodedError =>
  new CodedError('conflict', 'messaging.not-unknown', 'What became of this email is known by now.');

export const needsReason = (): CodedError => invalid('messaging.reason', { reason: REASON_WORDS });

/** The list somebody confirmed is another one by now. */
export const listMoved = (found: number): CodedError =>
  new CodedError(
    'conflict',
    'messaging.list-changed',
    `The list has changed since you looked: ${found === 1 ? 'one email of it is' : `${found} emails of it are`} still there. Look at it again.`,
  );

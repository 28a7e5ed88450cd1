import { CodedError, invalid } from '#platform';

export const unknownMail = (name: string): Error =>
  new Error(`The mail ${name} was not added to the registry by its lib's module`);

export const noAddress = (): CodedError =>
  invalid('messaging.no-address', { address: 'Enter an email address, like name@example.org.' });

/** Somebody else settled it, or it went its way, since the page was opened. */
export const notUnknown = (): CodedError =>
  new CodedError(
    'conflict',
    'messaging.not-unknown',
    'It is known by now what became of this email. Look at the page again.',
  );

export const needsReason = (): CodedError =>
  invalid('messaging.reason', { reason: 'Say how you know, in 10 to 300 characters.' });

/** The list somebody confirmed is another one by now. */
export const listMoved = (found: number): CodedError =>
  new CodedError(
    'conflict',
    'messaging.list-changed',
    `The list has changed since you looked: ${found === 1 ? 'one email of it is' : `${found} emails of it are`} still there. Look at it again.`,
  );

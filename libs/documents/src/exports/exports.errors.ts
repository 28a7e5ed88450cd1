import { CodedError } from '#platform';

export const exportGone = (): CodedError =>
  new CodedError(
    'gone',
    'documents.export-gone',
    'This file has been deleted. Make it again if you need it.',
  );

export const rightLost = (): CodedError =>
  new CodedError(
    'forbidden',
    'documents.export-right-lost',
    'What you may take out has changed since this file was asked for, so it is not handed out. Ask for a new one.',
  );

export const notThere = (): CodedError =>
  new CodedError(
    'conflict',
    'documents.export-state',
    'This has changed meanwhile. Look at your exports again.',
  );

export const tooManyFiles = (most: number): CodedError =>
  new CodedError(
    'conflict',
    'documents.export-many',
    `You have ${most} files here, which is the most. Delete some you need no more, then ask again.`,
  );

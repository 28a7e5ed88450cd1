import { CodedError, invalid } from '#platform';
import type { TemplateProblems } from './template.rules.js';

/** What is wrong with the words, beside each field: "Line 3: …". */
export const wrongWords = (problems: TemplateProblems): CodedError =>
  invalid(
    'messaging.template',
    Object.fromEntries(
      Object.entries(problems).map(([field, found]) => [
        field,
        found
          .slice(0, 5)
          .map(({ line, message }) => (field === 'body' ? `Line ${line}: ${message}` : message))
          .join(' '),
      ]),
    ),
  );

/** Somebody saved a version between the page and this save. */
export const savedMeanwhile = (by: string | undefined, number: number): CodedError =>
  new CodedError(
    'conflict',
    'messaging.template-changed',
    `${by ?? 'Somebody'} saved version ${number} while you were writing. Your words are kept below. Look at what changed in the versions, then save yours over it or leave this page.`,
  );

export const wrongFile = (message: string): CodedError =>
  invalid('messaging.template-file', { file: message });

/** A version that was good once and does not fit the mail any more: a sentence for staff that says where to mend it. */
export const templateBroken = (title: string, why: string): CodedError =>
  new CodedError(
    'conflict',
    BROKEN,
    `The template staff wrote for “${title}” cannot be used any more: ${why} Correct it on its page under Templates, or go back to the original text there.`,
  );

/** Whether it is only the words that do not fit, so that a person can mend it. */
export const isBroken = (error: unknown): error is CodedError =>
  error instanceof CodedError && error.code === BROKEN;

const BROKEN = 'messaging.template-broken';

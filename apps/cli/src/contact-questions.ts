import { z } from 'zod';
import type { ContactDecision } from '#contact-policy';
import { decide } from '#contact-policy';
import { CodedError } from '#platform';
import { type ContactQuestion, questionShape } from './contact-questions.shape.js';

/** One question to the contact policy, with what its file expects as the answer, where it says. */
export interface ContactCase {
  id: string;
  name: string;
  input: ContactQuestion;
  expected: Record<string, unknown>;
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Lays a case over the defaults: objects key by key; lists, null and everything else replace. */
export function layOver(under: unknown, over: unknown): unknown {
  if (!isObject(under) || !isObject(over)) return over === undefined ? under : over;
  const merged: Json = { ...under };
  for (const [key, value] of Object.entries(over)) merged[key] = layOver(under[key], value);
  return merged;
}

const fileShape = z.object({
  bankHolidays: z.record(z.string(), z.unknown()).default({}),
  decision: z.object({
    defaults: z.record(z.string(), z.unknown()).default({}),
    cases: z.array(
      z.object({
        id: z.coerce.string(),
        name: z.string().default(''),
        input: z.record(z.string(), z.unknown()).default({}),
        expected: z.record(z.string(), z.unknown()).default({}),
      }),
    ),
  }),
});

/** So many mistakes are told at once. */
const MOST_TOLD = 20;

/**
 * The decisions of a file shaped like test/data/automation/cases.json, in its order. Bank holidays are the file's own,
 * where it has them for the calendar, else those the program knows. Throws a CodedError that names every case and field
 * that is wrong.
 */
export function readContactCases(text: string): ContactCase[] {
  const file = fileShape.safeParse(parseJson(text));
  if (!file.success) throw refused(told('the file', file.error));
  const { decision, bankHolidays } = file.data;
  const wrong: string[] = [];
  const cases = decision.cases.flatMap(({ id, name, input, expected }) => {
    const question = questionShape(bankHolidays).safeParse(layOver(decision.defaults, input));
    if (!question.success) wrong.push(...told(id, question.error));
    return question.success ? [{ id, name, input: question.data, expected }] : [];
  });
  if (wrong.length > 0) throw refused(wrong);
  return cases;
}

/** An instant as these files write it: UTC, whole seconds. */
export const instantText = (at: Date | null): string | null =>
  at === null ? null : at.toISOString().replace(/\.\d+Z$/, 'Z');

/** The policy's answer to one of them. */
export const decideCase = ({ input: q }: ContactCase): ContactDecision =>
  decide(q.settings, q.message, q.employer, q.person, q.history, q.stops, q.others, q.now);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refused([`the file: is not JSON (${(error as Error).message})`]);
  }
}

const told = (where: string, error: z.ZodError): string[] =>
  error.issues.map((issue) => `${where}: ${issue.path.join('.') || 'input'}: ${issue.message}`);

function refused(wrong: string[]): CodedError {
  const more = wrong.length > MOST_TOLD ? [`and ${wrong.length - MOST_TOLD} more`] : [];
  return new CodedError(
    'invalid',
    'messaging.contact-cases',
    [...wrong.slice(0, MOST_TOLD), ...more].join('\n'),
  );
}

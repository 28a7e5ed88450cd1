import type { z } from 'zod';
import { type ContactDecision, decide } from '#contact-policy';
import { type ContactQuestion, instantText, questionShape, readInstant } from './contact-question.shape.js';
import { idOf, isObject, type Json, type Kind, type Replayed, readJson, Unreadable } from './kind.js';

/** Lays a case over the defaults: objects key by key; lists, null and everything else replace. */
export function layOver(under: unknown, over: unknown): unknown {
  if (!isObject(under) || !isObject(over)) return over === undefined ? under : over;
  const merged: Json = { ...under };
  for (const [key, value] of Object.entries(over)) merged[key] = layOver(under[key], value);
  return merged;
}

/** The policy's answer to a question. */
export const answerTo = (q: ContactQuestion): ContactDecision =>
  decide(q.settings, q.message, q.employer, q.person, q.history, q.stops, q.others, q.now);

/**
 * The decisions of a file like test/data/automation/cases.json: each case laid over its defaults and decided at its own
 * `now`, with the file's bank holidays where it has them for the calendar, else those the program knows. Compared are the
 * fields a case expects; `until` as an instant.
 */
export const contact: Kind = (path) => {
  const file = readJson(path);
  const { bankHolidays, decision } = isObject(file) ? file : {};
  const { defaults, cases } = isObject(decision) ? decision : {};
  if (!Array.isArray(cases)) throw new Unreadable(`${path} has no list decision.cases.`);
  const tables = isObject(bankHolidays) ? bankHolidays : {};
  return cases.map((one: unknown, index): Replayed => {
    const { input = {}, expected } = isObject(one) ? one : {};
    const failed = (got: string): Replayed => ({
      id: idOf(one, index),
      expected: expected ?? null,
      got,
      passed: false,
    });
    if (!isObject(expected)) return failed('The case says nothing of what is expected.');
    const question = questionShape(tables).safeParse(layOver(defaults ?? {}, input));
    if (!question.success) return failed(told(question.error));
    try {
      return { ...failed(''), ...compared(expected, answerTo(question.data)) };
    } catch (error) {
      return failed((error as Error).message);
    }
  });
};

function compared(expected: Json, answer: ContactDecision): Pick<Replayed, 'got' | 'passed'> {
  const { sentence: _, ...got } = { ...answer, until: instantText(answer.until) };
  const said: Json = got;
  const passed = Object.entries(expected).every(([field, value]) => {
    const wanted = field === 'until' && typeof value === 'string' ? instantText(readInstant(value)) : value;
    return (wanted ?? null) === (said[field] ?? null);
  });
  return { got, passed };
}

const told = (error: z.ZodError): string =>
  error.issues.map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`).join('; ');

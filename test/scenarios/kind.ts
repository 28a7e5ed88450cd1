import { readFileSync } from 'node:fs';

/** One case or figure, replayed. `got` is what the program said, or a sentence where it could not be asked. */
export interface Replayed {
  /** The case's id, else its name, else its place; of a figure its path. */
  id: string;
  expected: unknown;
  got: unknown;
  passed: boolean;
}

/** Replays the file or folder at a path. Throws Unreadable where there is no such thing to replay. */
export type Kind = (path: string) => Replayed[];

/** What was given is no file of its kind; the message says all there is to say. */
export class Unreadable extends Error {}

/** The JSON of a file, whatever it holds. Throws Unreadable. */
export function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    throw new Unreadable(`${path} cannot be read.`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Unreadable(`${path} is not JSON: ${(error as Error).message}`);
  }
}

export type Json = Record<string, unknown>;
export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a case is called: its id, else its name, else its place among its like. */
export function idOf(one: unknown, index: number): string {
  const { id, name } = isObject(one) ? one : {};
  const called = [id, name].find(
    (given) => typeof given === 'number' || (typeof given === 'string' && given),
  );
  return called === undefined ? `case ${index + 1}` : String(called);
}

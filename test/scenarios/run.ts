import { parseArgs } from 'node:util';
import { CodedError } from '#platform';
import { type Kind, type Replayed, Unreadable } from './kind.js';

/** Every kind of case file and what replays it; only the one asked for is loaded, so that each starts quickly. */
const kinds: Record<string, () => Promise<Kind>> = {
  contact: async () => (await import('./contact-cases.js')).contact,
  schema: async () => (await import('./schema-cases.js')).schema,
  surveys: async () => (await import('./survey-figures.js')).surveys,
};

const USAGE = `npm run -s scenarios -- KIND PATH [--json], where KIND is one of ${Object.keys(kinds).join(', ')}`;

/** What is to be said, and the status to end with: 0 all as expected, 1 something is not, 2 there was nothing to replay. */
export interface Report {
  status: 0 | 1 | 2;
  stdout: string;
  stderr: string;
}

/** Replays a file or folder of cases, as the command line names it. */
export async function runScenarios(args: string[]): Promise<Report> {
  try {
    const { kind, path, json } = asked(args);
    const replayed = (await kinds[kind]!())(path);
    const failed = replayed
      .filter((one) => !one.passed)
      .map(({ id, expected, got }) => ({ id, expected, got: got ?? null }));
    const result = { kind, total: replayed.length, passed: replayed.length - failed.length, failed };
    const text = json ? JSON.stringify(result, null, 2) : inWords(result);
    return { status: failed.length ? 1 : 0, stdout: `${text}\n`, stderr: '' };
  } catch (error) {
    const expected = error instanceof Unreadable || error instanceof CodedError;
    const said = expected ? error.message : ((error as Error).stack ?? String(error));
    return { status: 2, stdout: '', stderr: `${said}\n` };
  }
}

function asked(args: string[]): { kind: string; path: string; json: boolean } {
  let given: ReturnType<typeof parsed>;
  try {
    given = parsed(args);
  } catch (error) {
    throw new Unreadable(`${(error as Error).message}\n${USAGE}`);
  }
  const [kind, path, ...more] = given.positionals;
  if (kind === undefined || path === undefined || more.length) throw new Unreadable(USAGE);
  if (!Object.hasOwn(kinds, kind)) throw new Unreadable(`There is no kind "${kind}".\n${USAGE}`);
  return { kind, path, json: given.values.json ?? false };
}

const parsed = (args: string[]) =>
  parseArgs({ args, allowPositionals: true, options: { json: { type: 'boolean' } } });

interface Result {
  kind: string;
  total: number;
  passed: number;
  failed: Omit<Replayed, 'passed'>[];
}

const inWords = ({ kind, total, passed, failed }: Result): string =>
  [
    `${kind}: ${passed} of ${total} as expected, ${failed.length} not`,
    ...failed.map(
      ({ id, expected, got }) =>
        `${id}\n  expected ${JSON.stringify(expected)}\n  got      ${JSON.stringify(got)}`,
    ),
  ].join('\n');

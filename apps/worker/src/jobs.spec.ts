import { z } from 'zod';
import { declaredJobs, type JobDefinition, programName } from '#platform';
import { libs } from '../../program.js';
import { checkedJobs, handles } from './jobs.js';
import { schedules } from './schedules.js';

const job = (name: string): JobDefinition => ({ name, data: z.object({}), concurrency: 1, attempts: 1 });
const nothing = (name: string) => handles(job(name), async () => undefined);
const when = () => ({ every: 30 });
const declared = (...names: string[]) => new Map(names.map((name) => [name, job(name)]));

describe('the checks of a worker that starts', () => {
  it('let one handler a job and a job for every schedule pass', () => {
    const jobs = checkedJobs(
      [{ jobs: [nothing('a.x')] }, { jobs: [nothing('b.y')] }],
      [{ job: job('a.x'), when }],
      declared('a.x', 'b.y'),
    );
    expect(jobs.map((one) => one.job.name)).toEqual(['a.x', 'b.y']);
  });

  it('refuse two handlers of one job', () => {
    expect(() =>
      checkedJobs([{ jobs: [nothing('a.x')] }, { jobs: [nothing('a.x')] }], [], declared()),
    ).toThrow('two handlers');
  });

  it('refuse a declared job that nobody handles', () => {
    expect(() => checkedJobs([{ jobs: [nothing('a.x')] }], [], declared('a.x', 'b.y'))).toThrow(
      'b.y is declared and has no handler',
    );
  });

  it('refuse a schedule without a job', () => {
    expect(() => checkedJobs([{ jobs: [] }], [{ job: job('a.x'), when }], declared())).toThrow('no handler');
  });

  it('refuse a job that is scheduled twice', () => {
    const twice = { job: job('a.x'), when };
    expect(() => checkedJobs([{ jobs: [nothing('a.x')] }], [twice, twice], declared())).toThrow(
      'scheduled twice',
    );
  });
});

describe('the jobs of the program', () => {
  it('are those of every lib, the sweeps among them', () => {
    expect(libs.length).toBeGreaterThan(9);
    for (const { job } of schedules) expect(declaredJobs.get(job.name)).toBe(job);
    expect([...declaredJobs.keys()]).toEqual(expect.arrayContaining(['messaging.sweep', 'employers.import']));
  });

  it.each([...declaredJobs.values()].map((one) => [one.name, one] as const))(
    '%s carries ids, counts and dates only',
    (_, one) => expect(wordsIn(one.data)).toEqual([]),
  );

  it('are found out where one carries words', () => {
    const id = z.guid();
    expect(wordsIn(z.object({ id, name: z.string() }))).toEqual(['name']);
    expect(wordsIn(z.union([z.object({ id }), z.object({ to: z.email() })]))).toEqual(['to']);
    expect(wordsIn(z.object({ id, found: z.array(id) }))).toEqual(['found']);
  });
});

interface Shape {
  type?: string;
  format?: string;
  pattern?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Shape[];
  properties?: Record<string, Shape>;
}

const ID_LIST = '[0-9a-fA-F]{12})*$';

/** Fields of a job's data that could carry words. */
function wordsIn(data: z.ZodType): string[] {
  const shape = z.toJSONSchema(data) as Shape;
  return (shape.anyOf ?? [shape]).flatMap(({ properties = {} }) =>
    Object.entries(properties).flatMap(([field, { type, format, pattern, ...fixed }]) => {
      const harmless =
        type === 'integer' ||
        fixed.const !== undefined ||
        fixed.enum !== undefined ||
        ['uuid', 'date', 'date-time'].includes(format ?? '') ||
        pattern?.endsWith(ID_LIST) ||
        pattern === programName.source;
      return harmless ? [] : [field];
    }),
  );
}

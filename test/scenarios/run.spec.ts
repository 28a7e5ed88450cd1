import { projectPath } from '#platform';
import { runScenarios } from './run.js';
import { writtenFile } from './written-file.js';

const cases = (...expected: object[]) =>
  writtenFile({
    decision: {
      defaults: {
        now: '2026-11-25T09:00:00Z',
        message: { id: 'm1', purpose: 'service', person: 'p1' },
        person: { id: 'p1', address: 'jo@firm.example' },
      },
      cases: expected.map((one, n) => ({ id: `d${n}`, expected: one })),
    },
  });

describe('replaying a file', () => {
  it('ends with 0 and the counts where all is as expected', async () => {
    const ran = await runScenarios(['contact', cases({ reason: 'ok' }, { decision: 'send' }), '--json']);
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    expect(JSON.parse(ran.stdout)).toEqual({ kind: 'contact', total: 2, passed: 2, failed: [] });
  });

  it('ends with 1 and says what is not, as JSON or in words', async () => {
    const file = cases({ reason: 'ok' }, { reason: 'expired' });
    const got = { decision: 'send', until: null, reason: 'ok' };
    const ran = await runScenarios(['contact', '--json', file]);
    expect([ran.status, ran.stderr]).toEqual([1, '']);
    expect(JSON.parse(ran.stdout)).toEqual({
      kind: 'contact',
      total: 2,
      passed: 1,
      failed: [{ id: 'd1', expected: { reason: 'expired' }, got }],
    });
    expect((await runScenarios(['contact', file])).stdout).toBe(
      `contact: 1 of 2 as expected, 1 not\nd1\n  expected {"reason":"expired"}\n  got      ${JSON.stringify(got)}\n`,
    );
  });

  it.each([
    [['contact', '/nowhere/cases.json'], /cannot be read/],
    [['contact', writtenFile('{')], /is not JSON/],
    [['contact', writtenFile({ cases: [] })], /has no list decision\.cases/],
    [['contact', writtenFile('[]')], /has no list decision\.cases/],
    [['schema', writtenFile({ cases: {} })], /has no list cases/],
    [['surveys', projectPath('test/data/surveys')], /expected\.json cannot be read/],
    [['surveys', projectPath('test/data/bounces')], /no object|waves\.json is missing/],
    [['seances', 'x.json'], /There is no kind "seances"/],
    [['toString', 'x.json'], /There is no kind "toString"/],
    [['contact'], /KIND PATH/],
    [['contact', 'a', 'b'], /KIND PATH/],
    [['contact', 'a', '--fast'], /fast/],
  ])('ends with 2 and a sentence: %j', async (args, why) => {
    const ran = await runScenarios([...args, ...(args.includes('--fast') ? [] : ['--json'])]);
    expect([ran.status, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toMatch(why);
    expect(ran.stderr).not.toMatch(/\n +at /);
  });
});

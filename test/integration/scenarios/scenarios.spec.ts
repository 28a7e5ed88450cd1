import { spawnSync } from 'node:child_process';
import { projectPath, projectRoot } from '#platform';

/** As `npm run -s scenarios` does once all is built, without settings or a database. */
const scenarios = (...args: string[]) =>
  spawnSync(process.execPath, [projectPath('dist/test/scenarios/main.js'), ...args], {
    cwd: projectRoot,
    env: { PATH: process.env['PATH'] },
    encoding: 'utf8',
  });

describe('npm run scenarios', () => {
  it.each([
    ['contact', 'test/data/automation/cases.json', 60],
    ['schema', 'test/data/surveys/schema-cases.json', 19],
    ['surveys', 'test/data/surveys/worked-example', 1933],
  ])('finds all of %s as expected, and writes nothing but the answer', (kind, path, total) => {
    const { status, stdout, stderr } = scenarios(kind, path, '--json');
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toEqual({ kind, total, passed: total, failed: [] });
  });

  it('says on standard error why there is nothing to replay', () => {
    const { status, stdout, stderr } = scenarios('contact', 'test/data');
    expect([status, stdout, stderr]).toEqual([2, '', 'test/data cannot be read.\n']);
  });
});

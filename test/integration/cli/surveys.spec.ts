import { describe, expect, it } from '@jest/globals';
import { projectPath } from '#platform';
import { command } from '../../support/command.js';

const folder = projectPath('test/data/surveys/worked-example');

describe('surveys analyse', () => {
  it('needs no settings and no database, and puts nothing but the answer on standard output', async () => {
    const ran = await command(['surveys', 'analyse', folder, '--json'], {});
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    const answer = JSON.parse(ran.stdout);
    expect(Object.keys(answer)).toEqual(['minimumMatched', 'employers', 'waves', 'pairs', 'scores']);
    expect(answer.pairs['baseline->followup'].scales.core_score.change.wilcoxon.p).toBeCloseTo(0.0133, 4);
  });

  it('says it in words without --json', async () => {
    const { stdout } = await command(['surveys', 'analyse', folder], {});
    expect(stdout).toContain('36 answered both times, 12 lost, 5 new');
    expect(stdout).toContain(
      'Likely a real improvement: +6.1 points of 100 (between +1.8 and +10.5), 36 employers.',
    );
  });

  it('says what is wrong on standard error, with a status that is not 0', async () => {
    const ran = await command(['surveys', 'analyse', projectPath('test'), '--json'], {});
    expect([ran.status, ran.stdout]).toEqual([1, '']);
    expect(ran.stderr).toMatch(/^waves\.json is missing in .*test\.\n$/);
  });
});

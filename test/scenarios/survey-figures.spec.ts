import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFile, projectPath } from '#platform';
import { surveys } from './survey-figures.js';

const original = 'test/data/surveys/worked-example';
const expected = JSON.parse(projectFile(`${original}/expected.json`));
const folder = mkdtempSync(join(tmpdir(), 'survey-figures-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => cpSync(projectPath(original), folder, { recursive: true }));

const failing = (figures: unknown) => {
  writeFileSync(join(folder, 'expected.json'), JSON.stringify(figures));
  return surveys(folder).filter((one) => !one.passed);
};

describe('the figures of a survey', () => {
  it('are each leaf of the worked example, but for the outside view', () => {
    const replayed = surveys(projectPath(original));
    expect(replayed.filter((one) => !one.passed)).toEqual([]);
    expect(replayed).toHaveLength(1933);
    expect(replayed.map((one) => one.id)).toContain('/waves/baseline/responseRateCi95/0');
  });

  it('are compared within 0.0001, the rest exactly', () => {
    const change = (rate: number, verdict: string) => {
      const figures = structuredClone(expected);
      figures.waves.followup.responseRate = rate;
      figures.pairs['baseline->followup'].scales.core_score.change.verdict = verdict;
      return failing(figures).map((one) => [one.id, one.expected, one.got]);
    };
    const likely = 'likely a real improvement';
    expect(change(41 / 58 + 0.00009, likely)).toEqual([]);
    expect(change(41 / 58 + 0.00011, likely)).toEqual([
      ['/waves/followup/responseRate', 41 / 58 + 0.00011, 41 / 58],
    ]);
    expect(change(41 / 58, 'Likely a real improvement')).toEqual([
      ['/pairs/baseline->followup/scales/core_score/change/verdict', 'Likely a real improvement', likely],
    ]);
  });

  it('that are not there fail with nothing, also where nothing is expected', () => {
    const { minimumMatched } = expected;
    expect(
      failing({ minimumMatched, waves: { autumn: { rows: 3, answered: null } }, groups: {}, list: [1] }),
    ).toEqual([
      { id: '/waves/autumn/rows', expected: 3, got: null, passed: false },
      { id: '/waves/autumn/answered', expected: null, got: null, passed: false },
      { id: '/groups', expected: {}, got: null, passed: false },
      { id: '/list/0', expected: 1, got: null, passed: false },
    ]);
  });

  it('are reckoned with the settings they were made with', () => {
    const view = (threshold: number) => ({
      minimumMatched: 40,
      outsideView: { threshold },
      pairs: {
        'baseline->followup': {
          attrition: { view: { after: threshold === 5 } },
          scales: { core_score: { change: { verdict: 'too few to tell' } } },
        },
      },
    });
    expect([failing(view(10)), failing(view(5))]).toEqual([[], []]);
  });
});

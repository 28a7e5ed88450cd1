import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { projectFile, projectPath } from '#platform';
import { analyse } from '#surveys';
import { readFolder } from './survey-folder.js';

const original = projectPath('test/data/surveys/worked-example');
const expected = analyse(readFolder(original));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'survey-'));
  cpSync(original, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (file: string) => readFileSync(join(folder, file), 'utf8');
const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
const edit = (file: string, change: (text: string) => string) => write(file, change(read(file)));
/** Lines of cells; none of these files quotes a comma. */
const cells = (file: string) =>
  read(file)
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
const save = (file: string, table: string[][]) => write(file, table.map((line) => line.join(',')).join('\n'));

describe('reading a folder', () => {
  it('takes a byte order mark, CRLF, blank lines and columns in any order', () => {
    for (const file of ['employers.csv', 'baseline.csv', 'followup.csv']) {
      const turned = cells(file).map((line) => [...line].reverse().join(','));
      write(file, `\uFEFF${turned.join('\r\n')}\r\n\r\n`);
    }
    edit('waves.json', (text) => `\uFEFF${text}`);
    expect(analyse(readFolder(folder))).toEqual(expected);
  });

  it('does without optional columns: everybody invited, nobody designated, no reasons', () => {
    const table = cells('employers.csv');
    save(
      'employers.csv',
      table.map((line) => line.slice(0, 6)),
    );
    const { waves, pairs } = analyse(readFolder(folder));
    expect(waves['followup']).toMatchObject({ invited: 60, counted: 41 });
    expect(pairs['baseline->followup']!.attrition.lostReasons).toEqual({ 'no answer': 12 });
  });

  it('without a column of invited, asks all but those closed or objecting', () => {
    const table = cells('employers.csv');
    const keep = table[0]!.flatMap((name, i) => (name.startsWith('invited_') ? [] : [i]));
    save(
      'employers.csv',
      table.map((line) => keep.map((i) => line[i]!)),
    );
    expect(analyse(readFolder(folder))).toEqual(expected);
  });

  it('takes any names of waves, and the file named like its wave', () => {
    const rename = (text: string) =>
      text.replaceAll('baseline', 'autumn_26').replaceAll('followup', 'spring_27');
    write('autumn_26.csv', read('baseline.csv'));
    write('spring_27.csv', read('followup.csv'));
    edit('waves.json', (text) => {
      const json = JSON.parse(rename(text).replace('employer-autumn_26', 'employer-baseline'));
      for (const wave of json.waves) delete wave.file;
      return JSON.stringify(json);
    });
    edit('employers.csv', rename);
    const { pairs } = analyse(readFolder(folder));
    expect(pairs['autumn_26->spring_27']).toEqual(expected.pairs['baseline->followup']);
  });

  it('takes local instants in the folder’s time zone', () => {
    const table = cells('followup.csv');
    const at = table[0]!.indexOf('submitted_at');
    const late = table.findIndex((line) => line[at] === '2027-04-04T23:15:00Z');
    expect(late).toBeGreaterThan(0);
    table[late]![at] = '2027-04-05 00:15:00';
    save('followup.csv', table);
    expect(analyse(readFolder(folder))).toEqual(expected);
  });

  it('takes an instrument of the folder’s own', () => {
    const own = JSON.parse(projectFile('libs/surveys/data/instruments/charter-review.v1.json'));
    write('mine.json', JSON.stringify({ ...own, instrument: 'my-review', version: 3 }));
    edit('waves.json', (text) =>
      JSON.stringify({ ...JSON.parse(text), instrument: 'my-review', version: 3 }),
    );
    const values = own.scoring.scales[0].items as string[];
    for (const [file, level] of [
      ['baseline.csv', '2'],
      ['followup.csv', '4'],
    ] as const) {
      const table = cells(file).map((line) => line.slice(0, 6));
      save(
        file,
        table.map((line, i) => [...line, ...values.map((id) => (i ? level : id))]),
      );
    }
    const { scores, pairs } = analyse(readFolder(folder));
    expect(scores['baseline']!['E002']).toEqual({ cr_score: 25 });
    expect(pairs['baseline->followup']!.scales['cr_score']!.change).toMatchObject({ n: 36, meanChange: 50 });
    expect(pairs['baseline->followup']!.items['cr_support']!.before.distribution).toMatchObject({
      '2': 48,
      dk: 0,
      missing: 0,
    });
  });

  it.each<[string, () => void, RegExp]>([
    [
      'no such instrument',
      () => edit('waves.json', (t) => t.replace('"version": 1', '"version": 9')),
      /employer-baseline version 9/,
    ],
    [
      'a day that is none',
      () => edit('waves.json', (t) => t.replace('2026-09-21', '2026-02-30')),
      /closes of baseline should be a day/,
    ],
    ['a missing file', () => rmSync(join(folder, 'followup.csv')), /followup\.csv is missing/],
    ['waves.json that is no JSON', () => write('waves.json', '{'), /waves\.json is not JSON/],
    [
      'a value the item does not know',
      () => edit('baseline.csv', (t) => t.replace('n10_49,1,1,1', 'n10_49,7,1,1')),
      /baseline\.csv line 2: std_plan "7" should be one of 1, 2, 3, 4, 5 or dk/,
    ],
    [
      'a choice there is not',
      () => edit('baseline.csv', (t) => t.replace('time;colleagues;job', 'time;weather')),
      /line 2: barriers .* should be some of/,
    ],
    [
      'an instant that is none',
      () => edit('baseline.csv', (t) => t.replace('2026-09-02T12:18:00Z', 'soon')),
      /line 2: submitted_at "soon"/,
    ],
    [
      'an answer of nobody on the list',
      () => edit('baseline.csv', (t) => t.replace('A0001,E023', 'A0001,E999')),
      /line 2: employer_id "E999" is not in employers\.csv/,
    ],
    [
      'an employer twice',
      () => edit('employers.csv', (t) => t + 'E001,,private,1,n1_9,X,yes,,yes,\n'),
      /lists E001 twice/,
    ],
    [
      'a file outside the folder',
      () => edit('waves.json', (t) => t.replace('"baseline.csv"', '"../baseline.csv"')),
      /should be a file of this folder/,
    ],
  ])('says what is wrong: %s', (_name, breakIt, why) => {
    breakIt();
    expect(() => readFolder(folder)).toThrow(why);
  });
});

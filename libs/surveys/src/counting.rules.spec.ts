import { describe, expect, it } from '@jest/globals';
import { type Countable, countedAnswers, countedUntilOf, survivors } from './counting.rules.js';

const window = { closes: '2027-03-21', countedUntil: '2027-04-04' };

interface Row extends Countable {
  id: string;
}
const row = (id: string, at: string, rest: Partial<Row> = {}): Row => ({
  id,
  employerId: 'E1',
  respondentId: 'P1',
  complete: true,
  submittedAt: new Date(at),
  ...rest,
});

const counts = (rows: Row[], survivor?: (id: string) => string) => {
  const { counted, tally } = countedAnswers(rows, window, survivor);
  expect(
    tally.partial + tally.tooLate + tally.supersededByCorrection + tally.secondContact + tally.counted,
  ).toBe(tally.rows);
  return {
    ids: [...counted.values()].map((c) => c.answer.id),
    late: [...counted.values()].map((c) => c.late),
    tally,
  };
};

describe('the counted answer', () => {
  it('drops partial ones', () => {
    const { ids, tally } = counts([row('a', '2027-03-02T10:00:00Z', { complete: false })]);
    expect(ids).toEqual([]);
    expect(tally.partial).toBe(1);
  });

  it('ends closes and countedUntil with the London day, in winter and in summer', () => {
    // 21 March is winter time, 4 April summer time: its last minute is 22:59 UTC.
    expect(counts([row('a', '2027-03-21T23:59:59.999Z')]).late).toEqual([false]);
    expect(counts([row('a', '2027-03-22T00:00:00Z')]).late).toEqual([true]);
    expect(counts([row('a', '2027-04-04T22:59:59.999Z')])).toMatchObject({ ids: ['a'], late: [true] });
    expect(counts([row('a', '2027-04-04T23:00:00Z')])).toMatchObject({ ids: [], tally: { tooLate: 1 } });
  });

  it('ends a day on which the clocks change at the right instant', () => {
    const on = (closes: string, at: string) =>
      [...countedAnswers([row('a', at)], { closes, countedUntil: '2027-12-31' }).counted.values()][0]!.late;
    // 28 March 2027 has 23 hours, 31 October 25.
    expect([on('2027-03-28', '2027-03-28T22:59:59Z'), on('2027-03-28', '2027-03-28T23:00:00Z')]).toEqual([
      false,
      true,
    ]);
    expect([on('2027-10-31', '2027-10-31T23:59:59Z'), on('2027-10-31', '2027-11-01T00:00:00Z')]).toEqual([
      false,
      true,
    ]);
  });

  it('counts until 14 days after closing when nothing else is said', () => {
    expect(countedUntilOf({ closes: '2026-12-20' })).toBe('2027-01-03');
  });

  it('takes the latest of a respondent, whatever the order of rows', () => {
    const rows = [row('corrected', '2027-03-10T10:00:00Z'), row('first', '2027-03-02T10:00:00Z')];
    expect(counts(rows)).toMatchObject({
      ids: ['corrected'],
      tally: { supersededByCorrection: 1, secondContact: 0 },
    });
    expect(counts([...rows].reverse()).ids).toEqual(['corrected']);
  });

  it('keeps the earlier answer when the correction came too late', () => {
    const rows = [row('first', '2027-03-02T10:00:00Z'), row('after', '2027-04-05T10:00:00Z')];
    expect(counts(rows)).toMatchObject({ ids: ['first'], tally: { tooLate: 1, supersededByCorrection: 0 } });
  });

  it('takes the designated respondent, even one who answered later', () => {
    const rows = [
      row('other', '2027-03-02T10:00:00Z', { respondentId: 'P2' }),
      row('designated', '2027-03-09T10:00:00Z', { designated: true }),
    ];
    expect(counts(rows)).toMatchObject({ ids: ['designated'], tally: { secondContact: 1 } });
  });

  it('else the respondent who first submitted, with that respondent’s correction', () => {
    const rows = [
      row('P1 first', '2027-03-02T10:00:00Z'),
      row('P2', '2027-03-03T10:00:00Z', { respondentId: 'P2' }),
      row('P1 corrected', '2027-03-09T10:00:00Z'),
    ];
    expect(counts(rows)).toMatchObject({
      ids: ['P1 corrected'],
      tally: { supersededByCorrection: 1, secondContact: 1 },
    });
  });

  it('does not let a partial start count as first', () => {
    const rows = [
      row('P1 saved', '2027-03-01T10:00:00Z', { complete: false }),
      row('P2', '2027-03-03T10:00:00Z', { respondentId: 'P2' }),
      row('P1', '2027-03-09T10:00:00Z'),
    ];
    expect(counts(rows).ids).toEqual(['P2']);
  });

  it('follows merged records: one answer of the survivor, one respondent over both', () => {
    const rows = [
      row('under the old', '2027-03-02T10:00:00Z', { employerId: 'E9' }),
      row('under the new', '2027-03-03T10:00:00Z', { employerId: 'E1' }),
    ];
    expect(counts(rows, () => 'E1')).toMatchObject({
      ids: ['under the new'],
      tally: { supersededByCorrection: 1 },
    });
  });

  it('takes what the coordinator chose before anything', () => {
    const rows = [
      row('designated', '2027-03-02T10:00:00Z', { designated: true }),
      row('chosen', '2027-03-03T10:00:00Z', { respondentId: 'P2', chosen: true }),
    ];
    expect(counts(rows).ids).toEqual(['chosen']);
  });

  it('holds answers without a respondent apart', () => {
    const rows = [
      row('a', '2027-03-02T10:00:00Z', { respondentId: null }),
      row('b', '2027-03-03T10:00:00Z', { respondentId: null }),
    ];
    expect(counts(rows)).toMatchObject({ ids: ['a'], tally: { secondContact: 1 } });
  });
});

describe('survivors', () => {
  it('follows a chain', () => {
    const found = survivors([{ id: 'a', mergedInto: 'b' }, { id: 'b', mergedInto: 'c' }, { id: 'c' }]);
    expect([...found]).toEqual([
      ['a', 'c'],
      ['b', 'c'],
      ['c', 'c'],
    ]);
  });
  it('refuses a circle and a record that is not there', () => {
    expect(() =>
      survivors([
        { id: 'a', mergedInto: 'b' },
        { id: 'b', mergedInto: 'a' },
      ]),
    ).toThrow(/circle/);
    expect(() => survivors([{ id: 'a', mergedInto: 'x' }])).toThrow(/not on the list/);
  });
});

import { type ChartRow, narrowChart, wideChart, wrapped } from './change-chart.js';

const rows: ChartRow[] = [
  {
    label: 'A plan',
    figures: { before: 1, after: 5, change: 4, interval: [3.5, 4.5], clear: true, unchanged: false },
  },
  { label: 'Knowing about mental health and where to get help' },
  {
    label: 'Still',
    figures: { before: 3, after: 3, change: 0, interval: null, clear: false, unchanged: true },
  },
];
const points = { low: 1, high: 5 };

describe('the chart of change', () => {
  it('puts averages on the points and change around zero', () => {
    const chart = wideChart(rows, points);
    expect(chart.levels.map((tick) => tick.text)).toEqual(['1', '2', '3', '4', '5']);
    expect(chart.rows[0]).toMatchObject({
      before: chart.levels[0]!.x,
      after: chart.levels[4]!.x,
      clear: true,
      value: '+4.0',
    });
    expect(chart.changes.find((tick) => tick.text === '0')!.x).toBe(chart.zero);
    expect(chart.rows[2]!.mean).toBe(chart.zero);
    for (const tick of chart.changes) expect(tick.x).toBeLessThanOrEqual(716);
  });
  it('draws no figures where there are too few, and no interval where there is none', () => {
    for (const chart of [wideChart(rows, points), narrowChart(rows, points)]) {
      expect(chart.rows[1]).not.toHaveProperty('before');
      expect(chart.rows[1]!.value).toBeUndefined();
      expect(chart.rows[2]!.range).toBeUndefined();
      expect(chart.rows[2]!.move).toBeUndefined();
    }
  });
  it('keeps rows apart on narrow screens, long names in two lines', () => {
    const chart = narrowChart(rows, points);
    expect(chart.rows[1]!.label).toHaveLength(2);
    expect(chart.rows.map((row) => row.y)).toEqual([...chart.rows.map((row) => row.y)].sort((a, b) => a - b));
    expect(wrapped('Short', 10)).toEqual(['Short']);
  });
});

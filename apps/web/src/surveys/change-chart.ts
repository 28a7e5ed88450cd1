import { signed } from '#surveys';

/** One standard as the chart draws it: averages of the matched and their change. */
export interface ChartRow {
  label: string;
  /** undefined: too few to tell. */
  figures?: {
    before: number;
    after: number;
    change: number;
    interval: [low: number, high: number] | null;
    clear: boolean;
    /** Nobody's answer changed. */
    unchanged: boolean;
  };
}

/** A drawing in its own units; the page scales it. Marks carry classes, colours stand in surveys.css. */
export interface ChartDrawing {
  width: number;
  height: number;
  top: number;
  bottom: number;
  levels: Tick[];
  changes: Tick[];
  zero?: number;
  rows: DrawnRow[];
}

interface Tick {
  x: number;
  text: string;
}

interface DrawnRow {
  y: number;
  label: { y: number; text: string }[];
  clear: boolean;
  value?: string;
  /** Stands beside a value that is not clear. */
  word?: string;
  before?: number;
  after?: number;
  /** From mark to mark, when they do not touch. */
  move?: string;
  range?: string;
  mean?: number;
}

/** Radius of the marks; a line between closer ones would be hidden. */
const MARK = 7;

/** The drawing for wide pages: names, averages on the scale's points, change with its interval. */
export function wideChart(rows: readonly ChartRow[], points: { low: number; high: number }): ChartDrawing {
  const pitch = 36.5;
  const bottom = 28 + rows.length * pitch + 8;
  const level = scale(points.low, points.high, 252, 516);
  const span = changeSpan(rows);
  const change = scale(span.low, span.high, 572, 716);
  return {
    width: 830,
    height: bottom + 28,
    top: 28,
    bottom,
    levels: levelTicks(points, level),
    changes: span.ticks.map((at) => ({ x: change(at), text: at ? signed(at, at % 1 ? 1 : 0) : '0' })),
    zero: change(0),
    rows: rows.map(({ label, figures }, i) => {
      const y = 48 + i * pitch;
      const lines = wrapped(label, 35);
      return {
        y,
        label: lines.map((text, n) => ({ y: y + 5 + (n - (lines.length - 1) / 2) * 16, text })),
        ...marks(figures, level, y),
        ...(figures && { mean: change(figures.change), range: rangePath(figures.interval, change, y) }),
      };
    }),
  };
}

/** Its own drawing for narrow screens: names above the averages, the change as a figure. */
export function narrowChart(rows: readonly ChartRow[], points: { low: number; high: number }): ChartDrawing {
  const level = scale(points.low, points.high, 10, 202);
  let y = 4;
  const drawn = rows.map(({ label, figures }) => {
    const lines = wrapped(label, 38);
    const texts = lines.map((text, n) => ({ y: y + 16 + n * 17, text }));
    y += 30 + lines.length * 17;
    return { y: y - 12, label: texts, ...marks(figures, level, y - 12) };
  });
  return {
    width: 300,
    height: y + 26,
    top: 4,
    bottom: y,
    levels: levelTicks(points, level),
    changes: [],
    rows: drawn,
  };
}

const scale =
  (low: number, high: number, from: number, to: number) =>
  (value: number): number =>
    round(from + ((value - low) / (high - low)) * (to - from));

/** Tenths of a unit are finer than a screen shows. */
const round = (value: number): number => Math.round(value * 10) / 10;

const levelTicks = (points: { low: number; high: number }, level: (value: number) => number): Tick[] =>
  Array.from({ length: points.high - points.low + 1 }, (_, i) => ({
    x: level(points.low + i),
    text: String(points.low + i),
  }));

/** Half points around zero that hold every interval; whole ones when it is wide. */
function changeSpan(rows: readonly ChartRow[]): { low: number; high: number; ticks: number[] } {
  const ends = rows.flatMap(({ figures }) => (figures ? [figures.change, ...(figures.interval ?? [])] : []));
  const low = Math.min(-0.5, Math.floor(Math.min(0, ...ends) * 2) / 2);
  const high = Math.max(1, Math.ceil(Math.max(0, ...ends) * 2) / 2);
  const step = high - low > 2 ? 1 : 0.5;
  const ticks: number[] = [];
  for (let at = Math.ceil(low / step) * step; at <= high; at += step) ticks.push(at);
  return { low, high, ticks };
}

function marks(
  figures: ChartRow['figures'],
  level: (value: number) => number,
  y: number,
): Omit<DrawnRow, 'y' | 'label'> {
  if (!figures) return { clear: false };
  const before = level(figures.before);
  const after = level(figures.after);
  const way = after > before ? 1 : -1;
  return {
    clear: figures.clear,
    value: signed(figures.change, 1),
    word: figures.clear ? undefined : figures.unchanged ? 'unchanged' : 'unclear',
    before,
    after,
    move:
      Math.abs(after - before) > 2 * MARK ? `M${before + MARK * way} ${y}H${after - MARK * way}` : undefined,
  };
}

function rangePath(
  interval: [number, number] | null,
  change: (value: number) => number,
  y: number,
): string | undefined {
  if (!interval) return undefined;
  const [from, to] = interval.map(change);
  return `M${from} ${y}H${to}M${from} ${y - 5}v10M${to} ${y - 5}v10`;
}

/** A name in at most two lines of about so many letters. */
export function wrapped(text: string, letters: number): string[] {
  if (text.length <= letters) return [text];
  const cut = text.lastIndexOf(' ', letters);
  return cut < 1 ? [text] : [text.slice(0, cut), text.slice(cut + 1)];
}

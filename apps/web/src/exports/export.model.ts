import type { CellValue, ExportColumn, ExportRun, ExportSource } from '#documents';
import { clockTime, count, longDate, plainDate, shortDate, type Tx } from '#platform';

/** Columns under their headings, as boxes. */
export function columnGroups(columns: readonly ExportColumn<unknown>[], chosen: readonly string[]) {
  const groups = new Map<string, { title: string; personal: boolean; items: object[] }>();
  for (const { group, name, title, personal } of columns) {
    const found = groups.get(group) ?? { title: group, personal: false, items: [] };
    found.items.push({ value: name, text: title, checked: chosen.includes(name) });
    found.personal ||= personal === true;
    groups.set(group, found);
  }
  return [...groups.values()];
}

/** The first rows as the file will have them. */
export async function previewOf(
  tx: Tx,
  areaId: string,
  source: ExportSource,
  filter: object,
  columns: readonly ExportColumn<unknown>[],
  most: number,
) {
  const rows: string[][] = [];
  let after: string | undefined;
  // A page of some lists may have no row and still lead on; so many are looked at and no more.
  for (let pages = 0; pages < 5 && rows.length < most; pages++) {
    const page = await source.page(tx, areaId, filter, { after }, pages ? 100 : most);
    for (const row of page.rows.slice(0, most - rows.length))
      rows.push(columns.map((column) => shown(column.value(row), column.kind)));
    if (!page.next) break;
    after = page.next;
  }
  return { heads: columns.map(({ title }) => title), rows };
}

function shown(value: CellValue, kind: ExportColumn<unknown>['kind']): string {
  if (value === null) return '';
  if (value instanceof Date) return `${shortDate(value)}, ${clockTime(value)}`;
  return kind === 'day' ? shortDate(new Date(String(value))) : String(value);
}

/** How an export stands, as its maker sees it. */
const states = {
  making: { tone: 'grey', text: 'Being made' },
  done: { tone: 'green', text: 'Ready' },
  failed: { tone: 'red', text: 'Not made' },
  gone: { tone: 'grey', text: 'Deleted' },
} as const;
const formats = { xlsx: 'Excel', csv: 'CSV' } as const;
const SOON_MS = 36 * 3_600_000;

/** One line of the list of exports. */
export function runRow(run: ExportRun, source: ExportSource | undefined, now: Date) {
  const soon = run.expiresAt && run.expiresAt.getTime() - now.getTime() < SOON_MS;
  const [one, many] = source?.words ?? ['row', 'rows'];
  return {
    id: run.id,
    title: source?.title ?? 'A list there is no more',
    state: run.state,
    mark:
      run.state === 'done'
        ? {
            tone: soon ? 'amber' : 'green',
            text: `Ready until ${longDate(run.expiresAt!)}, ${clockTime(run.expiresAt!)}`,
          }
        : run.state === 'gone'
          ? { ...states.gone, text: `Deleted on ${plainDate(run.goneAt!)}` }
          : states[run.state],
    about: `${formats[run.format]}, ${count(run.state === 'done' ? run.done : run.total, one, many)}`,
    askedAt: run.askedAt,
    reason: run.reason,
    failure: run.failure,
    done: run.done,
    total: run.total,
    by: run.actor.label,
    size: run.bytes ? sizeWords(Number(run.bytes)) : '',
  };
}

const sizeWords = (bytes: number): string =>
  bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

/** How the number in a cell is shown, as far as it changes what a person reads. */
export type CellFormat =
  | { kind: 'plain' }
  | { kind: 'percent' }
  /** Digits in places, "00000 000000": zeros in front that the number has lost. */
  | { kind: 'places'; pattern: string }
  | { kind: 'date'; date: boolean; time: boolean };

const PLAIN: CellFormat = { kind: 'plain' };

/** Formats of ECMA-376 18.8.30 that a workbook names by number alone. */
export const BUILT_IN: Readonly<Record<number, string>> = {
  9: '0%',
  10: '0.00%',
  14: 'dd/mm/yyyy',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'dd/mm/yyyy h:mm',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss.0',
};

/** What a format code does to a number. Codes are at most 255 characters; of a longer one the rest is not looked at. */
export function formatOf(code: string): CellFormat {
  const first = code.slice(0, 255).split(';')[0]!;
  const literal = first.replace(/"([^"]*)"/g, (_, text: string) => text.replace(/./g, '\\$&'));
  // What is left without escaped letters, colours and conditions; times that run on, [h], stay.
  const bare = literal.replace(/\\.|[_*]./g, '').replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
  if (/^general$/i.test(bare)) return PLAIN;
  if (/[ymdhs]/i.test(bare)) {
    const time = /[hs]/i.test(bare);
    return { kind: 'date', date: /[yd]/i.test(bare) || (!time && /m/i.test(bare)), time };
  }
  if (bare.includes('%')) return { kind: 'percent' };
  const pattern = literal.replace(/\\(.)/g, '$1');
  if (/^[0 ()/-]+$/.test(bare) && /0.*0/.test(bare) && !/\d/.test(pattern.replaceAll('0', '')))
    return { kind: 'places', pattern };
  return PLAIN;
}

/** The text a person would have typed for a number as the file has it, e.g. "1.5E3": "1500". Not a number: as it stands. */
export function numberText(raw: string): string {
  if (/^-?(?:0|[1-9]\d{0,14})$/.test(raw)) return raw;
  const exact = Number(raw);
  if (!raw.trim() || !Number.isFinite(exact)) return raw;
  // Excel shows fifteen digits; the rest is what adding in binary leaves behind.
  const shown = Number(exact.toPrecision(15));
  const text = String(shown);
  if (!text.includes('e')) return text;
  return Math.abs(shown) >= 1 ? String(BigInt(shown)) : shown.toFixed(20).replace(/\.?0+$/, '');
}

/** A number cell as it is shown. Days are London's, or wherever the list was typed: a workbook knows no zone. */
export function formattedText(raw: string, format: CellFormat, is1904 = false): string {
  const value = Number(raw);
  if (!raw.trim() || !Number.isFinite(value)) return raw;
  if (format.kind === 'date') return dateText(value, format, is1904) ?? numberText(raw);
  if (format.kind === 'percent') return `${numberText(String(value * 100))}%`;
  if (format.kind === 'places') return placedText(value, format.pattern) ?? numberText(raw);
  return numberText(raw);
}

const DAY_MS = 86_400_000;
/** The last day Excel knows, 31 December 9999. */
const LAST_DAY = 2_958_465;
const two = (n: number): string => String(n).padStart(2, '0');

/** "24/11/2026", "24/11/2026 14:30", "14:30"; undefined for what is no date to Excel either. */
function dateText(serial: number, { date, time }: { date: boolean; time: boolean }, is1904: boolean) {
  if (serial < 0 || serial > LAST_DAY) return undefined;
  const seconds = Math.round(serial * 86_400);
  const [days, rest] = [Math.floor(seconds / 86_400), seconds % 86_400];
  if (!date) return clockText(days * 24 + Math.floor(rest / 3600), rest);
  // Excel counts a 29 February 1900 that never was; days before it are one less.
  const epoch = is1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days < 60 ? 31 : 30);
  const day = dayText(new Date(epoch + days * DAY_MS).toISOString());
  return time && rest ? `${day} ${clockText(Math.floor(rest / 3600), rest)}` : day;
}

const dayText = (iso: string): string => `${iso.slice(8, 10)}/${iso.slice(5, 7)}/${iso.slice(0, 4)}`;
const clockText = (hours: number, seconds: number): string =>
  `${two(hours)}:${two(Math.floor(seconds / 60) % 60)}${seconds % 60 ? `:${two(seconds % 60)}` : ''}`;

/** A cell that holds a date in ISO 8601, as the other dates read. Anything else: as it stands. */
export function isoDateText(text: string): string {
  const found = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(:\d{2})?(?:\.\d+)?Z?)?$/.exec(text.trim());
  if (!found) return text;
  const [, day, minutes = '00:00', seconds = ':00'] = found;
  const clock = minutes + (seconds === ':00' ? '' : seconds);
  return clock === '00:00' ? dayText(day!) : `${dayText(day!)} ${clock}`;
}

/** Digits put into the places of a pattern, from the right; undefined for what is no whole number. */
function placedText(value: number, pattern: string): string | undefined {
  if (!Number.isSafeInteger(value)) return undefined;
  const digits = [...String(Math.abs(value))];
  const places = [...pattern].reverse().map((c) => (c === '0' ? (digits.pop() ?? '0') : c));
  const text = places.reverse().join('');
  const first = text.search(/\d/);
  return `${value < 0 ? '-' : ''}${text.slice(0, first)}${digits.join('')}${text.slice(first)}`;
}

/** Characters that XML cannot hold are written `_x000D_` in workbooks. */
export const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      )
    : text;

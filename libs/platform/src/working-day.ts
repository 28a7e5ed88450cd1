import { projectFile } from './project.js';

/** The nations whose bank holidays differ. */
export const nations = ['england-and-wales', 'scotland', 'northern-ireland'] as const;
export type Nation = (typeof nations)[number];

/** Days of the week as settings name them, Monday first. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];
export const mondayToFriday: readonly Weekday[] = weekdays.slice(0, 5);

interface Table {
  checkedUntil: string;
  nations: Record<Nation, Record<string, string[]>>;
}
const table = JSON.parse(projectFile('libs/platform/data/bank-holidays.json')) as Table;
const datesOf = (nation: Nation): string[] =>
  Object.entries(table.nations[nation]).flatMap(([year, list]) => list.map((day) => `${year}-${day}`));
const days = new Map<Nation, ReadonlySet<string>>(
  nations.map((nation) => [nation, new Set(datesOf(nation))]),
);

/**
 * The bank holidays of a nation as `2026-12-28`, those at a weekend under the weekday they move to. From the dated table
 * libs/platform/data/bank-holidays.json, where days by proclamation are added; a day before or after it is none.
 */
export const bankHolidays = (nation: Nation): ReadonlySet<string> => days.get(nation)!;

/** The last day up to which the table holds what was published; later days only follow the Act's rules. */
export const bankHolidaysCheckedUntil: string = table.checkedUntil;

/** What makes a day a working day; by default Monday to Friday in England and Wales. */
export interface WorkingWeek {
  holidays: ReadonlySet<string>;
  weekdays: readonly Weekday[];
}
const usualWeek: WorkingWeek = { holidays: bankHolidays('england-and-wales'), weekdays: mondayToFriday };

const DAY = 86_400_000;
/** A calendar day as numbers: counting days needs no clock of a place. */
const utc = (day: string): Date => new Date(`${day}T00:00:00Z`);

/** A day of the working week that is no bank holiday; `day` is a calendar day such as `2026-11-24`. */
export function isWorkingDay(day: string, week: WorkingWeek = usualWeek): boolean {
  const weekday = weekdays[(utc(day).getUTCDay() + 6) % 7]!;
  return week.weekdays.includes(weekday) && !week.holidays.has(day);
}

/** The day itself when it is a working day, else the next one that is. The week needs at least one day. */
export function onWorkingDay(day: string, week: WorkingWeek = usualWeek): string {
  if (week.weekdays.length === 0) throw new RangeError('A working week needs at least one day.');
  let at = day;
  while (!isWorkingDay(at, week)) at = addDays(at, 1);
  return at;
}

/** A calendar day so many days later: `addDays('2026-11-18', 14)` is `2026-12-02`. */
export const addDays = (day: string, count: number): string =>
  new Date(utc(day).getTime() + count * DAY).toISOString().slice(0, 10);

/** How many days `to` is after `from`, both calendar days. */
export const daysBetween = (from: string, to: string): number =>
  (utc(to).getTime() - utc(from).getTime()) / DAY;

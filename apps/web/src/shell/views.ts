import type { Express } from 'express';
import nunjucks from 'nunjucks';
import {
  clockTime,
  count,
  longDate,
  money,
  plainDate,
  projectPath,
  secondsTime,
  shortDate,
  timeRange,
} from '#platform';
import { areaWords } from './area-placeholders.js';
import type { Assets } from './assets.js';
import { readDay } from './days.js';
import { fieldParams } from './field-params.js';

const asDate = (at: Date | string) => (at instanceof Date ? at : new Date(at));

const numbers = new Map<number, Intl.NumberFormat>();

/** Number with thousands separators, at most `places` decimals: `3,000`. */
function number(value: number, places = 0): string {
  const format = numbers.get(places) ?? new Intl.NumberFormat('en-GB', { maximumFractionDigits: places });
  numbers.set(places, format);
  return format.format(Number(value));
}

/**
 * Page templates: Nunjucks with everything escaped. View names are paths under apps/web/src; GOV.UK and MOJ macros are
 * found as in their own documentation (`govuk/components/…`, `moj/components/…`).
 */
export function setUpViews(express: Express, assets: Assets, sourceUrl: string): nunjucks.Environment {
  const views = nunjucks.configure(
    [
      projectPath('apps/web/src'),
      projectPath('node_modules/govuk-frontend/dist'),
      projectPath('node_modules/@ministryofjustice/frontend'),
    ],
    { autoescape: true, express, trimBlocks: true, lstripBlocks: true },
  );
  express.set('view engine', 'njk');
  const filters: Record<string, (...args: never[]) => string> = {
    longDate: (at: Date) => longDate(asDate(at)),
    plainDate: (at: Date) => plainDate(asDate(at)),
    // What a field of a day shows: a day kept as `2027-01-27` in words, what somebody typed as it is.
    dayTyped: (day: unknown) =>
      typeof day === 'string' && /^\d{4}-\d\d-\d\d$/.test(day) && readDay(day)
        ? plainDate(asDate(day))
        : String(day ?? ''),
    shortDate: (at: Date) => shortDate(asDate(at)),
    clockTime: (at: Date) => clockTime(asDate(at)),
    secondsTime: (at: Date) => secondsTime(asDate(at)),
    timeRange: (from: Date, to: Date) => timeRange(asDate(from), asDate(to)),
    money,
    number,
    count: (n: number, one: string, many: string) => count(n, one, many),
  };
  for (const [name, filter] of Object.entries(filters))
    views.addFilter(name, filter as (...args: unknown[]) => string);
  views.addFilter('areaWords', areaWords);
  views.addFilter('fieldParams', fieldParams);
  views.addGlobal('asset', assets.address);
  views.addGlobal('sourceUrl', sourceUrl);
  // For a GOV.UK macro: `errorMessage: errorFor(errors, 'name')`.
  views.addGlobal('errorFor', (errors: Record<string, string> | undefined, field: string) =>
    errors?.[field] ? { text: errors[field] } : undefined,
  );
  return views;
}

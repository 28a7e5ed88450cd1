import { z } from 'zod';
import { endOfDay, localInstant, plainDate } from '#platform';
import { readDay } from '../shell/index.js';

const text = (most: number) => z.string().trim().max(most).catch('');

/** Whom, and between which two times; all as it was typed. */
export const sawQuery = z.object({
  records: text(4_000),
  from: text(40),
  fromTime: text(5),
  until: text(40),
  untilTime: text(5),
});

const TIME = /^([01]?\d|2[0-3]):[0-5]\d$/;
const IDS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const MOST = 50;

export interface Asked {
  values: Record<string, string>;
  /** Undefined until somebody asks, and for what nobody can read. */
  span?: { from: Date; until: Date };
  /** Ids named by the addresses of their pages; empty: anybody. */
  records: string[];
  errors?: Record<string, string>;
}

/** The span a question means. Before anything is asked: the fields, with the last seven days in them. */
export function spanOf(query: z.output<typeof sawQuery>, now: Date): Asked {
  const records = [...new Set(query.records.match(IDS)?.map((id) => id.toLowerCase()))];
  if (!query.from && !query.until) {
    const weekAgo = new Date(now.getTime() - 7 * 86_400_000);
    return {
      records,
      values: {
        ...query,
        from: plainDate(weekAgo),
        fromTime: '00:00',
        until: plainDate(now),
        untilTime: '23:59',
      },
    };
  }
  const errors: Record<string, string> = {};
  const [from, until] = [readDay(query.from), readDay(query.until)];
  if (!from) errors['from'] = 'Enter the first day';
  if (!until) errors['until'] = 'Enter the last day';
  for (const name of ['fromTime', 'untilTime'] as const)
    if (query[name] && !TIME.test(query[name])) errors[name] = 'Enter a time like 09:30';
  if (query.records && !records.length)
    errors['records'] = 'Enter the addresses of their pages, as they stand at the top of the browser';
  if (records.length > MOST) errors['records'] = `Enter at most ${MOST}`;
  if (!from || !until || Object.keys(errors).length) return { values: query, records, errors };
  const span = {
    from: localInstant(from, query.fromTime || '00:00'),
    until: query.untilTime
      ? new Date(localInstant(until, query.untilTime).getTime() + 60_000)
      : endOfDay(until),
  };
  if (span.from >= span.until)
    return { values: query, records, errors: { until: 'The second time has to be after the first' } };
  return { values: query, span, records };
}

import { DateTime } from 'luxon';
import type { SessionSummary } from '#bookings';
import type { MessageLine, PlannedLine } from '#messaging';
import { clockTime, london, londonDay, plainDate, shortDate, startOfDay, ZONE } from '#platform';
import type { CharterLine } from '#signatories';
import { type DueMark, dueMark } from '../shell/index.js';
import { sessionMark } from '../training/session.marks.js';

/** Rows for "Charter reviews due", each with its day: overdue red, within a month amber, later green. */
export function reviewRows(charters: CharterLine[], today: string) {
  const soonUntil = DateTime.fromISO(today, { zone: ZONE }).plus({ months: 1 }).toISODate()!;
  return charters.map((charter) => {
    const { tone } = dueMark(charter.reviewDueOn, today, { soonUntil });
    return { ...charter, mark: { tone, text: plainDate(startOfDay(charter.reviewDueOn)) } satisfies DueMark };
  });
}

/** A session as the coordinator's first page shows it: full, short of its minimum, or with places left to book. */
export function sessionRow(session: SessionSummary, now: Date) {
  const first = session.dates[0]?.startsAt;
  const when = first ? shortDate(first) : 'no date yet';
  const seats = session.unlimited ? null : (session.capacity ?? 0);
  const mark = sessionMark(session, now);
  return { ...session, when, seats, mark, barTone: ['red', 'amber'].includes(mark.tone) ? mark.tone : '' };
}

/** What goes out on each of the next seven London days: mails that stand ready, and waves that open by themselves. */
export function nextDays(
  now: Date,
  mails: PlannedLine[],
  waves: { opensOn: string; title: string }[],
): { day: string; lines: { what: string; count: string }[] }[] {
  return Array.from({ length: 7 }, (_, i) => {
    const at = london(now).startOf('day').plus({ days: i });
    const iso = at.toISODate()!;
    const lines = mails
      .filter((m) => m.day === iso)
      .map((m) => ({ what: m.subject, count: m.count.toLocaleString('en-GB') }));
    for (const wave of waves.filter((w) => w.opensOn === iso || (i === 0 && w.opensOn < iso)))
      lines.push({ what: `${wave.title}: the follow-up goes out`, count: '' });
    return {
      day: i === 0 ? 'Today' : at.setLocale('en-GB').toFormat('ccc d'),
      lines: lines.length ? lines : [{ what: 'Nothing planned', count: '0' }],
    };
  });
}

/** What came back: bounced, failed, or perhaps not arrived. */
export const cameBackRows = (messages: MessageLine[], now: Date) =>
  messages.map((m) => ({
    ...m,
    mark: {
      tone: m.state === 'unknown' ? 'amber' : 'red',
      text: m.state === 'unknown' ? 'May not have arrived' : m.state === 'bounced' ? 'Bounced' : 'Not sent',
    } satisfies DueMark,
    when: m.settledAt
      ? londonDay(m.settledAt) === londonDay(now)
        ? `${clockTime(m.settledAt)} today`
        : `${shortDate(m.settledAt)}, ${clockTime(m.settledAt)}`
      : '',
  }));

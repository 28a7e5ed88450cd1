import { DateTime } from 'luxon';
import type { SessionSummary } from '#bookings';
import type { TaskLine } from '#employers';
import type { MessageLine, PlannedLine } from '#messaging';
import { clockTime, count, london, londonDay, plainDate, shortDate, startOfDay, ZONE } from '#platform';
import type { CharterLine } from '#signatories';

/** How near something due is: the shape, colour and words of a due mark. */
export interface Mark {
  tone: 'red' | 'amber' | 'green' | 'grey';
  text: string;
}

const day = (iso: string) => DateTime.fromISO(iso, { zone: ZONE });

/** A due mark for a London day, seen from today: overdue is red, today amber, later green. */
export function dueMark(dueOn: string, today: string, time?: string | null): Mark {
  const days = Math.round(day(today).diff(day(dueOn), 'days').days);
  if (days > 0) return { tone: 'red', text: `${count(days, 'day', 'days')} overdue` };
  const at = time
    ? `, ${clockTime(
        day(dueOn)
          .set({ hour: +time.slice(0, 2), minute: +time.slice(3, 5) })
          .toJSDate(),
      )}`
    : '';
  if (days === 0) return { tone: 'amber', text: `Today${at}` };
  return { tone: 'green', text: day(dueOn).setLocale('en-GB').toFormat('ccc d LLLL') + at };
}

/** Rows for "Your tasks": what is overdue or due within the week. */
export const taskRows = (tasks: TaskLine[], today: string) =>
  tasks.map((task) => ({ ...task, mark: dueMark(task.dueOn, today, task.dueTime) }));

/** Rows for "Charter reviews due": overdue red, within a month amber, later green. */
export const reviewRows = (charters: CharterLine[], today: string) =>
  charters.map((charter) => {
    const inAMonth = day(today).plus({ months: 1 }).toISODate()!;
    const tone = charter.reviewDueOn < today ? 'red' : charter.reviewDueOn <= inAMonth ? 'amber' : 'green';
    return { ...charter, mark: { tone, text: plainDate(startOfDay(charter.reviewDueOn)) } satisfies Mark };
  });

/** A session that a coordinator should look at, or none: full, short of its minimum, or soon. */
export function sessionRow(session: SessionSummary) {
  const first = session.dates[0]?.startsAt;
  const when = first ? shortDate(first) : 'no date yet';
  const seats = session.unlimited ? null : (session.capacity ?? 0);
  const short = session.minimum === null ? 0 : session.minimum - session.taken;
  const mark: Mark =
    seats !== null && session.taken >= seats
      ? { tone: 'amber', text: session.waiting ? `Full. ${session.waiting} on the waiting list` : 'Full' }
      : short > 0
        ? { tone: 'red', text: `${short} short of the minimum of ${session.minimum}` }
        : {
            tone: 'green',
            text: seats === null ? 'Runs' : `Runs. ${count(seats - session.taken, 'place', 'places')} left`,
          };
  return { ...session, when, seats, mark, barTone: mark.tone === 'green' ? '' : mark.tone };
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
    } satisfies Mark,
    when: m.settledAt
      ? londonDay(m.settledAt) === londonDay(now)
        ? `${clockTime(m.settledAt)} today`
        : `${shortDate(m.settledAt)}, ${clockTime(m.settledAt)}`
      : '',
  }));

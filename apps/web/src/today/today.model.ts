import type { SessionSummary } from '#bookings';
import { type MessageLine, type PauseLine, type PlannedLine, plainReason } from '#messaging';
import { clockTime, london, londonDay, plainDate, shortDate, startOfDay } from '#platform';
import { type CharterLine, soonUntil } from '#signatories';
import { sessionMark } from '../bookings/index.js';
import { charterRow } from '../charter/index.js';
import { type DueBadge, dueBadge } from '../shell/index.js';

/**
 * Rows for "Charter reviews due", each with its day: overdue red, coming up amber, later green. `shared`: only what a
 * partner may see. Both as on the pages of the charter.
 */
export function reviewRows(charters: CharterLine[], today: string, shared: boolean) {
  return charters.map((charter) => {
    const { employerId, employerName, signedOn, signedBy, review } = charterRow(charter, today, shared);
    const { tone } = dueBadge(charter.reviewDueOn, today, { soonUntil: soonUntil(today) });
    const text = shared && review ? review.text : plainDate(startOfDay(charter.reviewDueOn));
    return { employerId, employerName, signedOn, signedBy, mark: { tone, text } satisfies DueBadge };
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

/**
 * What goes out on the days of the next London week on which something does: emails that stand ready, and follow-ups that
 * go out by themselves. Several emails of a kind are called by their kind, one by its subject.
 */
export function nextDays(
  now: Date,
  mails: PlannedLine[],
  waves: { opensOn: string; title: string; count: number }[],
): { day: string; lines: { what: string; count: string }[] }[] {
  return Array.from({ length: 7 }, (_, i) => {
    const at = london(now).startOf('day').plus({ days: i });
    const iso = at.toISODate()!;
    const said = (n: number) => n.toLocaleString('en-GB');
    const lines = [
      ...mails
        .filter((m) => m.day === iso)
        .map((m) => ({ what: m.count === 1 ? m.subject : m.title, count: said(m.count) })),
      ...waves
        .filter((w) => w.opensOn === iso || (i === 0 && w.opensOn < iso))
        .map((w) => ({ what: `${w.title}: follow-up survey`, count: said(w.count) })),
    ];
    return { day: i === 0 ? 'Today' : at.setLocale('en-GB').toFormat('ccc d'), lines };
  }).filter(({ lines }) => lines.length);
}

/** A pause of all email, in words. */
export const pauseRow = (pause: PauseLine) => ({
  title:
    pause.covers === 'all'
      ? 'All email is paused'
      : 'All email is paused but what people need for their bookings',
  text: `By ${pause.by.label ?? 'somebody'} since ${shortDate(pause.since)}, ${clockTime(pause.since)}: “${pause.reason}”.`,
  waiting: pause.waiting,
});

/** What came back: bounced, failed, or perhaps not arrived. */
export const cameBackRows = (messages: MessageLine[], now: Date) =>
  messages.map((m) => ({
    ...m,
    ...inPlainWords(m.reason ?? ''),
    mark: {
      tone: m.state === 'unknown' ? 'amber' : 'red',
      text: m.state === 'unknown' ? 'May not have arrived' : m.state === 'bounced' ? 'Bounced' : 'Not sent',
    } satisfies DueBadge,
    when: m.settledAt
      ? londonDay(m.settledAt) === londonDay(now)
        ? `${clockTime(m.settledAt)} today`
        : `${shortDate(m.settledAt)}, ${clockTime(m.settledAt)}`
      : '',
  }));

/** A reason without what the mail server said word for word and without its codes; they are what is technical. */
export function inPlainWords(reason: string): { reason: string; technical: string | undefined } {
  const plain = plainReason(reason);
  return { reason: plain, technical: plain === reason ? undefined : reason };
}

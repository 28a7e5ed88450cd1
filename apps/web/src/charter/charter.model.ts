import { count, shortDate } from '#platform';
import { type Charter, type CharterLine, charterVersion, reviewState } from '#signatories';

/** A due mark: colour and words together. */
export interface DueMark {
  tone: 'red' | 'amber' | 'green' | 'grey';
  words: string;
}

const DAY_MS = 86_400_000;
const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

/** How the review of an open signature stands today (London days). */
export function reviewMark(dueOn: string, today: string): DueMark {
  const late = daysBetween(dueOn, today);
  if (late === 0) return { tone: 'amber', words: 'Today' };
  const state = reviewState(dueOn, today);
  if (state === 'overdue') return { tone: 'red', words: `${count(late, 'day', 'days')} overdue` };
  return { tone: state === 'soon' ? 'amber' : 'green', words: shortDate(new Date(dueOn)) };
}

/** "March 2027": all that a partner sees of a review. */
const month = (day: string): string => shortDate(new Date(day)).split(' ').slice(1).join(' ');

const endings = { renewed: 'Signed again', lapsed: 'Lapsed', withdrawn: 'Withdrawn' } as const;

/** A row of the lists. `shared`: only the fields a partner may see (access matrix, `charter.status`). */
export function charterRow(charter: CharterLine, today: string, shared: boolean) {
  const open = !charter.endedOn || charter.endedOn > today;
  const review = reviewMark(charter.reviewDueOn, today);
  return {
    employerId: charter.employerId,
    employerName: charter.employerName,
    authorityName: shared ? null : charter.authorityName,
    signedOn: charter.signedOn,
    signedBy: shared ? null : `${charter.signatoryName}, ${charter.signatoryRole}`,
    version: shared ? null : versionName(charter.version),
    listed: charter.listed,
    review: open ? { ...review, words: shared ? month(charter.reviewDueOn) : review.words } : null,
    reviewDueOn: charter.reviewDueOn,
    ending: charter.endedAs ? endings[charter.endedAs] : null,
    endedOn: charter.endedOn,
    endReason: shared ? null : charter.endReason,
  };
}

/** A signature on the employer's own page. */
export const charterView = (charter: Charter, today: string, shared: boolean) => ({
  ...charterRow({ ...charter, employerName: '', authorityName: null }, today, shared),
  id: charter.id,
  wording: shared ? undefined : charterVersion(charter.version),
});

export const versionName = (version: string): string => charterVersion(version)?.name ?? `Version ${version}`;

/** One page of a list, with what its pagination needs. */
export function pageOf<T>(all: readonly T[], wanted: number, size = 100) {
  const pages = Math.max(1, Math.ceil(all.length / size));
  const page = Math.min(wanted, pages);
  const rows = all.slice((page - 1) * size, page * size);
  const first = all.length ? (page - 1) * size + 1 : 0;
  return { rows, total: all.length, first, last: first ? first + rows.length - 1 : 0, page, pages };
}

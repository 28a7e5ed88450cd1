import { shortDate } from '#platform';
import { type Charter, type CharterLine, charterVersion, endNames, soonUntil } from '#signatories';
import { dueBadge } from '../shell/index.js';

/** "Mar 2027": all that a partner sees of a review. */
const month = (day: string): string => shortDate(new Date(day)).split(' ').slice(1).join(' ');

/** A row of the lists. `shared`: only the fields a partner may see (access matrix, `charter.status`). */
export function charterRow(charter: CharterLine, today: string, shared: boolean) {
  const open = !charter.endedOn || charter.endedOn > today;
  const review = dueBadge(charter.reviewDueOn, today, { soonUntil: soonUntil(today) });
  return {
    employerId: charter.employerId,
    employerName: charter.employerName,
    authorityName: shared ? null : charter.authorityName,
    signedOn: charter.signedOn,
    signedBy: shared ? null : `${charter.signatoryName}, ${charter.signatoryRole}`,
    version: shared ? null : versionName(charter.version),
    listed: charter.listed,
    review: open ? { ...review, text: shared ? month(charter.reviewDueOn) : review.text } : null,
    reviewDueOn: charter.reviewDueOn,
    ending: charter.endedAs ? endNames[charter.endedAs] : null,
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

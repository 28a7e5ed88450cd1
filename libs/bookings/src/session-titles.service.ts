import { Injectable } from '@nestjs/common';
import { type MailingTitle, MailingTitles } from '#messaging';
import { isId, plainDate, type Tx } from '#platform';

/** What the mail of a session is called on the pages of Mail, e.g. "Emails about Managers’ half day, 11 December 2026". */
@Injectable()
export class SessionTitles {
  constructor(titles: MailingTitles) {
    titles.add('session', sessionTitles);
  }
}

async function sessionTitles(
  tx: Tx,
  areaId: string,
  ids: readonly string[],
): Promise<Map<string, MailingTitle>> {
  const rows = await tx.query<{ id: string; title: string; startsAt: Date | null }>(
    `SELECT s.id, s.title,
            (SELECT min(d.starts_at) FROM session_date d WHERE d.area_id = s.area_id AND d.session_id = s.id) AS "startsAt"
       FROM session s WHERE s.area_id = $1 AND s.id = ANY ($2::uuid[])`,
    [areaId, ids.filter(isId)],
  );
  return new Map(
    rows.map(({ id, title, startsAt }) => [
      id,
      {
        title: `Emails about ${title}${startsAt ? `, ${plainDate(startsAt)}` : ''}`,
        page: { href: `/training/sessions/${id}`, text: 'The session and its places' },
      },
    ]),
  );
}

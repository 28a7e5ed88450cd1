import { Injectable } from '@nestjs/common';
import { type MailingTitle, MailingTitles } from '#messaging';
import { isId, plainDate, type Tx } from '#platform';
import { sessionNames } from './session.repository.js';

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
  const rows = await sessionNames(tx, areaId, ids.filter(isId));
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

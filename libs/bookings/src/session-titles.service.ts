import { Injectable } from '@nestjs/common';
import { type MailingTitle, MailingTitles } from '#messaging';
import { isId, PublicUrls, plainDate, type Tx } from '#platform';
import { STAFF_SESSION_PAGE } from './public-pages.js';
import { sessionNames } from './session.repository.js';

/** What the mail of a session is called on the pages of Mail, e.g. "Emails about Managers’ half day, 11 December 2026". */
@Injectable()
export class SessionTitles {
  constructor(titles: MailingTitles, urls: PublicUrls) {
    titles.add('session', (tx, areaId, ids) => sessionTitles(urls, tx, areaId, ids));
  }
}

async function sessionTitles(
  urls: PublicUrls,
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
        page: urls.path(STAFF_SESSION_PAGE, { sessionId: id }),
      },
    ]),
  );
}

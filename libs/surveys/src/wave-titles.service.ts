import { Injectable } from '@nestjs/common';
import { type MailingTitle, MailingTitles } from '#messaging';
import { PublicUrls, plainDate, startOfDay, type Tx } from '#platform';
import { WAVE_PAGE } from './public-pages.js';
import { wavesById } from './wave.repository.js';
import { WAVE_KIND } from './wave.rules.js';

/** What the mail of a wave is called on the pages of Mail, e.g. "Charter survey: baseline of 24 November 2026". */
@Injectable()
export class WaveTitles {
  constructor(titles: MailingTitles, urls: PublicUrls) {
    titles.add(WAVE_KIND, (tx, areaId, ids) => waveTitles(urls, tx, areaId, ids));
  }
}

async function waveTitles(
  urls: PublicUrls,
  tx: Tx,
  areaId: string,
  ids: readonly string[],
): Promise<Map<string, MailingTitle>> {
  const waves = await wavesById(tx, areaId, ids);
  return new Map(
    waves.map(({ id, title, kind, opensOn }) => [
      id,
      {
        title: `${title}: ${kind === 'baseline' ? 'baseline' : 'follow-up'} of ${plainDate(startOfDay(opensOn))}`,
        page: urls.path(WAVE_PAGE, { waveId: id }),
      },
    ]),
  );
}

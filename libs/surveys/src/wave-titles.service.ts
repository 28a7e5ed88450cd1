import { Injectable } from '@nestjs/common';
import { type MailingTitle, MailingTitles } from '#messaging';
import { plainDate, startOfDay, type Tx } from '#platform';
import { wavesById } from './wave.repository.js';
import { WAVE_KIND } from './wave.rules.js';

/** What the mail of a wave is called on the pages of Mail, e.g. "Charter survey: baseline of 24 November 2026". */
@Injectable()
export class WaveTitles {
  constructor(titles: MailingTitles) {
    titles.add(WAVE_KIND, waveTitles);
  }
}

async function waveTitles(
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
        page: { href: `/surveys/waves/${id}`, text: 'The survey and its answers' },
      },
    ]),
  );
}

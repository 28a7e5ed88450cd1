import { Injectable } from '@nestjs/common';
import { areaIdentities } from '#access';
import { SubjectRenderer } from '#mail-templates';
import { Clock, PublicUrls, type Tx } from '#platform';
import { surveyFollowup } from '../mails/survey-followup/mail.js';
import { surveyInvitation } from '../mails/survey-invitation/mail.js';
import { Instruments } from './instruments.service.js';
import type { InviteList } from './invite-list.service.js';
import { ANSWER_PAGE } from './public-pages.js';
import { type WaveRow, waveById } from './wave.repository.js';
import { monthWords } from './wave.rules.js';
import { inviteWords } from './wave-mail.rules.js';

/** What the words of a wave's mails would lack if it were sent now. */
export interface WaveWords {
  /** Name of the mail, whose page of words it is. */
  mail: string;
  title: string;
  /** Why no mail would go: the words do not fit this version of the program. */
  broken: string | undefined;
  /** Whose mails would be held, and what staff call the values that lack. */
  lacking: { employerName: string; contactName: string; missing: string[] }[];
}

/** Finds a missing value before a wave is sent, not in it. */
@Injectable()
export class WaveWordsReport {
  constructor(
    private readonly clock: Clock,
    private readonly urls: PublicUrls,
    private readonly instruments: Instruments,
    private readonly subjects: SubjectRenderer,
  ) {}

  /** If a planned wave were sent to these people now, signed by this person. Reads only. */
  async foresee(tx: Tx, wave: WaveRow, list: InviteList, senderName: string): Promise<WaveWords> {
    const follows = wave.followsWaveId ? await waveById(tx, wave.followsWaveId) : undefined;
    const mail = follows ? surveyFollowup : surveyInvitation;
    const area = (await areaIdentities(tx, [wave.areaId])).get(wave.areaId)!;
    const words = await this.subjects.of(tx, area, mail, undefined);
    const minutes = await this.instruments.minutes(tx, wave.instrumentVersionId);
    const signed = { ...wave, senderName: wave.senderName ?? senderName };
    const more = follows
      ? { asked: monthWords(follows.openedAt ?? this.clock.now(), this.clock.now()), answered: true }
      : {};
    return {
      mail: mail.name,
      title: mail.title,
      broken: words.broken,
      lacking: list.invited.flatMap((one) => {
        // Every mail has a link, which is made when it is sent.
        const data = {
          ...inviteWords(signed, one, { link: this.urls.url(ANSWER_PAGE, { token: '…' }), minutes }),
          ...more,
        };
        const { missing } = words.fill(data, one.contactName);
        return missing.length
          ? [{ employerName: one.employerName, contactName: one.contactName, missing }]
          : [];
      }),
    };
  }
}

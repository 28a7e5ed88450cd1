import { Injectable } from '@nestjs/common';
import { ContactGate, type HeldBy } from '#messaging';
import { endOfDay, type Tx } from '#platform';
import { surveyInvitation } from '../mails/survey-invitation/mail.js';
import type { InviteList } from './invite-list.service.js';
import type { WaveRow } from './wave.repository.js';
import { waveCampaign } from './wave.rules.js';

/** How many mails of a wave go now, and how many are held by what. */
export interface WaveHolds {
  goes: number;
  held: HeldBy[];
}

/** What the contact rules let a wave do. Reads only. */
@Injectable()
export class WaveHoldsReport {
  constructor(private readonly gate: ContactGate) {}

  /** If the wave were sent to these people now. */
  foresee(tx: Tx, wave: WaveRow, list: InviteList): Promise<WaveHolds> {
    const expiresAt = endOfDay(wave.countedUntil);
    const { purpose, topic = null } = surveyInvitation;
    return this.gate.foresee(
      tx,
      wave.areaId,
      list.invited.map(({ employerId, contactId, email: address }) => ({
        employerId,
        contactId,
        address,
        purpose,
        topic,
        expiresAt,
        campaign: waveCampaign(wave.id),
      })),
    );
  }

  /** Of those the wave was sent to. */
  waiting(tx: Tx, wave: WaveRow): Promise<WaveHolds> {
    return this.gate.waiting(tx, wave.areaId, waveCampaign(wave.id));
  }
}

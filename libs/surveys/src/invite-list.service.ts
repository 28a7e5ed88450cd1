import { Injectable } from '@nestjs/common';
import { Suppressions } from '#contact-policy';
import { Contacts, Employers } from '#employers';
import type { Tx } from '#platform';
import { Charters } from '#signatories';
import { surveyInvitation } from '../mails/survey-invitation/mail.js';
import { survivors } from './counting.rules.js';
import { listOf, type WaveRow } from './wave.repository.js';
import { type LeftOut, leftOut, type Stopped } from './wave.rules.js';

/** Somebody a wave goes to. */
export interface Invitee {
  employerId: string;
  employerName: string;
  contactId: string;
  contactName: string;
  email: string;
}

/** An employer on the list that is not invited, and why. */
export interface LeftOutEmployer {
  employerId: string;
  employerName: string;
  reason: LeftOut;
}

/** Who a wave goes to if it opens now. Both by name. */
export interface InviteList {
  invited: Invitee[];
  leftOut: LeftOutEmployer[];
}

/** Works out whom a wave asks. Reads only. */
@Injectable()
export class InviteLists {
  constructor(
    private readonly employers: Employers,
    private readonly contacts: Contacts,
    private readonly charters: Charters,
    private readonly suppressions: Suppressions,
  ) {}

  /**
   * Whom `wave` asks as things stand at `on`. A baseline: every current signatory. A follow-up: everyone on the frozen
   * list of the wave it follows, those included who did not answer or could not be reached then, under the record they
   * live on in; not those that closed, asked not to be emailed, or are no longer a current signatory.
   *
   * The third because the invitation says that it comes because the
   * employer signed the charter, and one that let it lapse has not agreed to be asked any more. They are shown as left
   * out with that reason and stay in the counts of who did not come back.
   */
  async of(tx: Tx, wave: WaveRow, on: Date): Promise<InviteList> {
    const { areaId } = wave;
    const current = await this.charters.current(tx, areaId, on);
    const signatories = new Set(current.map((charter) => charter.employerId));
    const ids = wave.followsWaveId
      ? await this.survivorsOf(tx, areaId, wave.followsWaveId)
      : [...signatories];
    const records = await this.employers.getMany(tx, areaId, ids);
    const primary = await this.contacts.primary(tx, areaId, ids);
    const stopped = await this.stopped(
      tx,
      areaId,
      [...primary.values()].flatMap((contact) => contact.email ?? []),
      on,
    );
    const list: InviteList = { invited: [], leftOut: [] };
    const byName = [...records].sort(
      (a, b) => a.name.localeCompare(b.name, 'en-GB') || (a.id < b.id ? -1 : 1),
    );
    for (const { id, name, closedAt } of byName) {
      const contact = primary.get(id);
      const reason = leftOut({
        closed: closedAt !== null,
        signatory: signatories.has(id),
        contact: contact && { ...contact, stops: stopped.get(contact.email ?? '') ?? [] },
      });
      if (reason) list.leftOut.push({ employerId: id, employerName: name, reason });
      else
        list.invited.push({
          employerId: id,
          employerName: name,
          contactId: contact!.id,
          contactName: contact!.name,
          email: contact!.email!,
        });
    }
    return list;
  }

  /** Why no survey may go to each address, for good; a pause is none, since what is sent meanwhile waits for its end. */
  private async stopped(
    tx: Tx,
    areaId: string,
    addresses: readonly string[],
    on: Date,
  ): Promise<Map<string, Stopped[]>> {
    const { purpose, topic } = surveyInvitation;
    const stops = await this.suppressions.rows(tx, areaId, addresses, on);
    const blocked = await this.suppressions.among(tx, areaId, addresses, purpose, topic);
    return new Map(
      [...blocked].map((address) => [
        address,
        (stops.get(address) ?? [])
          .filter((stop) => stop.until === null && (stop.scope !== 'topic' || stop.topic === topic))
          .filter((stop) => stop.scope !== 'engagement')
          .map((stop) => stop.why),
      ]),
    );
  }

  /** The records a wave's list lives on in: merged ones lead to their survivor, once. */
  private async survivorsOf(tx: Tx, areaId: string, waveId: string): Promise<string[]> {
    const found = new Map<string, { id: string; mergedInto: string | null }>();
    let ask = (await listOf(tx, areaId, waveId)).map((one) => one.employerId);
    const listed = ask;
    while (ask.length) {
      for (const record of await this.employers.getMany(tx, areaId, ask)) found.set(record.id, record);
      ask = [...found.values()].flatMap((record) =>
        record.mergedInto && !found.has(record.mergedInto) ? [record.mergedInto] : [],
      );
    }
    const survivor = survivors([...found.values()]);
    return [...new Set(listed.map((id) => survivor.get(id) ?? id))];
  }
}

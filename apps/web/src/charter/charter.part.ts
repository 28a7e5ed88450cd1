import { Injectable } from '@nestjs/common';
import type { Employer } from '#employers';
import { londonDay, type Tx } from '#platform';
import { Charters } from '#signatories';
import type { RecordExtras } from '../employers/index.js';
import type { Principal } from '../shell/index.js';
import { charterView } from './charter.model.js';

/** The latest signature on an employer's record, and whose end this reader may take back. */
@Injectable()
export class CharterPart {
  constructor(private readonly charters: Charters) {}

  async load(tx: Tx, who: Principal, { areaId, id }: Employer, now: Date): Promise<RecordExtras> {
    if (!who.may('charter', 'see', areaId)) return {};
    const signatures = await this.charters.ofEmployer(tx, areaId, id);
    const [latest] = signatures;
    const mayUndoEnd = who.may('charter', 'change', areaId) && this.charters.mayUndoEnd(signatures);
    return {
      charter: latest && charterView(latest, londonDay(now), who.fieldSet !== undefined),
      endedCharterId: mayUndoEnd ? latest?.id : undefined,
    };
  }
}

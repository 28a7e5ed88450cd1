import { Injectable } from '@nestjs/common';
import type { Employer } from '#employers';
import { type EmployerFact, londonDay, type Tx } from '#platform';
import { Charters } from '#signatories';
import type { FactsShown, RecordPanel, RecordPart, Undo } from '../employers/index.js';
import type { Principal } from '../shell/index.js';
import { charterView } from './charter.model.js';
import { timeline } from './timeline.js';

/** The charter on an employer's record: the latest signature, and whose end this reader may take back. */
@Injectable()
export class CharterPart implements RecordPart {
  readonly rank = 20;
  readonly groups = [
    { key: 'charter', text: 'Charter', prefixes: ['signatories.'], needs: ['charter', 'see'] as const },
  ];
  readonly timeline = timeline;

  constructor(private readonly charters: Charters) {}

  async undo(
    tx: Tx,
    { who, employer, facts }: FactsShown,
  ): Promise<(fact: EmployerFact) => Undo | undefined> {
    const { areaId, id } = employer;
    const latestEnd = facts.find(
      (fact) => /^signatories\.(lapsed|withdrawn)$/.test(fact.kind) && !fact.data['void'],
    );
    if (!latestEnd || !who.may('charter', 'change', areaId)) return () => undefined;
    const signatures = await this.charters.ofEmployer(tx, areaId, id);
    const ended = this.charters.mayUndoEnd(signatures) ? signatures[0]?.id : undefined;
    return (fact) =>
      fact === latestEnd && ended && fact.data['charterId'] === ended
        ? { href: `/employers/${id}/charter#undo` }
        : undefined;
  }

  async panel(tx: Tx, who: Principal, { areaId, id }: Employer, now: Date): Promise<RecordPanel | undefined> {
    if (!who.may('charter', 'see', areaId)) return undefined;
    const [latest] = await this.charters.ofEmployer(tx, areaId, id);
    return {
      view: 'charter/views/record-charter.njk',
      model: {
        charter: latest && charterView(latest, londonDay(now), who.fieldSet !== undefined),
        maySign: who.may('charter', 'create', areaId),
      },
    };
  }
}

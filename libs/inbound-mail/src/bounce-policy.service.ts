import { Injectable } from '@nestjs/common';
import { Audit } from '#access';
import { type Actor, Clock, Database, type Tx } from '#platform';
import { type ChangedLine, changedLines, removeLines, writeLine } from './bounce-policy.repository.js';
import {
  defaultPolicy,
  type PolicyKind,
  type PolicyLine,
  policyActions,
  policyKinds,
} from './bounce-policy.rules.js';

/** One line as it holds in an area, with who changed it; undefined: the program's default. */
export interface PolicyView extends PolicyLine {
  changed: Pick<ChangedLine, 'changedAt' | 'changedBy'> | undefined;
}

/** What follows when mail comes back: the program's defaults, changed by each area as it likes. */
@Injectable()
export class BouncePolicy {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** All lines as they hold in an area. A line whose action is not known (any more) holds by default. */
  async of(tx: Tx, areaId: string): Promise<PolicyView[]> {
    const changed = new Map((await changedLines(tx, areaId)).map((line) => [line.kind, line]));
    return policyKinds.map((kind) => {
      const own = changed.get(kind);
      return own && policyActions.includes(own.action)
        ? { ...own, changed: { changedAt: own.changedAt, changedBy: own.changedBy } }
        : { ...defaultPolicy[kind], changed: undefined };
    });
  }

  /** The line of one kind. */
  async line(tx: Tx, areaId: string, kind: PolicyKind): Promise<PolicyLine> {
    return (await this.of(tx, areaId)).find((line) => line.kind === kind)!;
  }

  /**
   * Sets lines of an area; one that says what the default says is no change of its own. `reason` is for the audit.
   * Answers how many lines are now otherwise than they were.
   */
  async change(areaId: string, lines: readonly PolicyLine[], actor: Actor, reason: string): Promise<number> {
    return this.db.write([areaId], async (tx) => {
      const before = new Map((await this.of(tx, areaId)).map((line) => [line.kind, line]));
      const differing = lines.filter((line) => !same(line, before.get(line.kind)!));
      const at = this.clock.now();
      await removeLines(
        tx,
        areaId,
        differing.filter((line) => same(line, defaultPolicy[line.kind])).map((line) => line.kind),
      );
      for (const line of differing)
        if (!same(line, defaultPolicy[line.kind])) await writeLine(tx, areaId, { ...line, at, by: actor });
      if (differing.length) await this.note(tx, areaId, actor, differing.length, reason);
      return differing.length;
    });
  }

  /** Puts all lines of an area back to the program's defaults. */
  async reset(areaId: string, actor: Actor, reason: string): Promise<number> {
    return this.db.write([areaId], async (tx) => {
      const removed = await removeLines(tx, areaId, policyKinds);
      if (removed) await this.note(tx, areaId, actor, removed, reason);
      return removed;
    });
  }

  private note(tx: Tx, areaId: string, actor: Actor, rowCount: number, reason: string): Promise<void> {
    return this.audit.record(tx, {
      areaId,
      actor,
      verb: 'change',
      resource: 'message_metadata',
      subject: 'return-policy',
      rowCount,
      reason,
    });
  }
}

const same = (a: PolicyLine, b: PolicyLine): boolean =>
  a.count === b.count && a.withinDays === b.withinDays && a.action === b.action;

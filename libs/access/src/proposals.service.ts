import { Injectable } from '@nestjs/common';
import { In, IsNull, MoreThan, Not, Or } from 'typeorm';
import { type Actor, Clock, CodedError, newId, notFound, type Tx } from '#platform';
import { Audit } from './audit.service.js';
import { Proposal } from './proposal.entity.js';

export type ProposalInput = Pick<Proposal, 'areaId' | 'kind' | 'data'> &
  Partial<Pick<Proposal, 'reason' | 'agencyId' | 'endsAt'>>;

/** Everybody's, or those of an agency (null: the area's own team). */
export type ProposalsOf = 'everybody' | { agencyId: string | null };
const ofAgency = (of: ProposalsOf) => (of === 'everybody' ? {} : { agencyId: of.agencyId ?? IsNull() });

/** How many of those that were decided a page shows. */
const LATELY = 50;

const decidedAlready = () =>
  new CodedError('conflict', 'access.proposal-decided', 'Somebody has decided about this already.');
const ranOut = () =>
  new CodedError(
    'conflict',
    'access.proposal-ended',
    'Nobody confirmed this in time. It has to be asked for again.',
  );

/**
 * What a right only lets somebody propose (matrix.json, conditions `draft` and `two`). Whoever accepts does what was proposed
 * in the same transaction.
 */
@Injectable()
export class Proposals {
  constructor(
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** Writes one down; answers its id. The actor is a person or their token. */
  async ask(tx: Tx, input: ProposalInput, by: Actor & { userId: string }): Promise<string> {
    const id = newId();
    await tx.repository(Proposal).insert({
      id,
      ...input,
      data: input.data as never,
      askedByUserId: by.userId,
      askedBy: by.label ?? '',
      askedAt: this.clock.now(),
    });
    await this.note(tx, { ...input, id }, 'proposed', by, input.reason ?? undefined);
    return id;
  }

  /** Throws not-found. */
  async get(tx: Tx, id: string): Promise<Proposal> {
    const found = await tx.repository(Proposal).findOneBy({ id });
    if (!found) throw notFound();
    return found;
  }

  /** Several by id; those in areas not named are left out. */
  async getMany(tx: Tx, ids: readonly string[]): Promise<Map<string, Proposal>> {
    const found = await tx.repository(Proposal).findBy({ id: In([...ids]) });
    return new Map(found.map((one) => [one.id, one]));
  }

  /** Those of a kind that wait in the areas of the transaction, the oldest first. `of`: everybody's, or one agency's. */
  waiting(tx: Tx, kind: string, of: ProposalsOf): Promise<Proposal[]> {
    return tx.repository(Proposal).find({
      where: { kind, decidedAt: IsNull(), endsAt: this.inTime(), ...ofAgency(of) },
      order: { askedAt: 'ASC', id: 'ASC' },
    });
  }

  /** How many of an agency's wait (null: of the area's own team). */
  countWaiting(tx: Tx, kind: string, areaId: string, agencyId: string | null): Promise<number> {
    return tx
      .repository(Proposal)
      .countBy({ areaId, kind, decidedAt: IsNull(), endsAt: this.inTime(), ...ofAgency({ agencyId }) });
  }

  /** The last 50 of a kind that were decided, the latest first. */
  decided(tx: Tx, kind: string, of: ProposalsOf): Promise<Proposal[]> {
    return tx.repository(Proposal).find({
      where: { kind, decidedAt: Not(IsNull()), ...ofAgency(of) },
      order: { decidedAt: 'DESC', id: 'DESC' },
      take: LATELY,
    });
  }

  /**
   * Writes down what became of one, once. Throws not-found, and conflict for one that was decided before or has run out. For a
   * `two` the caller makes sure that it is another person.
   */
  async decide(
    tx: Tx,
    id: string,
    { accepted, reason }: { accepted: boolean; reason: string | null },
    by: Actor & { userId: string },
  ): Promise<Proposal> {
    const proposal = await this.get(tx, id);
    const now = this.clock.now();
    if (proposal.decidedAt) throw decidedAlready();
    if (proposal.endsAt && proposal.endsAt <= now) throw ranOut();
    const { affected } = await tx.repository(Proposal).update(
      { id, areaId: proposal.areaId, decidedAt: IsNull() },
      {
        accepted,
        decisionReason: reason,
        decidedAt: now,
        decidedByUserId: by.userId,
        decidedBy: by.label ?? '',
      },
    );
    if (!affected) throw decidedAlready();
    await this.note(tx, proposal, accepted ? 'accepted' : 'declined', by, reason ?? undefined);
    return proposal;
  }

  private note(
    tx: Tx,
    { areaId, kind, id }: Pick<Proposal, 'areaId' | 'kind' | 'id'>,
    verb: string,
    actor: Actor,
    reason?: string,
  ): Promise<void> {
    const resource = `proposed_${kind}`;
    return this.audit.record(tx, { areaId, actor, verb, resource, subject: id, ...(reason && { reason }) });
  }

  private inTime() {
    return Or(IsNull(), MoreThan(this.clock.now()));
  }
}

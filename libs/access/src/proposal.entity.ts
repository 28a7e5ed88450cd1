import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What somebody proposed, and what became of it. */
@Entity('proposal')
export class Proposal {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  /** What it is about, e.g. `employer`; whoever registers a kind knows its data. */
  @Column('text') kind!: string;
  @Column('jsonb') data!: Record<string, unknown>;
  @Column('text', { nullable: true }) reason!: string | null;
  /** The agency of a partner; null: the area's own team. */
  @Column('uuid', { nullable: true }) agencyId!: string | null;
  @Column('uuid') askedByUserId!: string;
  @Column('text') askedBy!: string;
  @Column('timestamptz') askedAt!: Date;
  /** null: it waits until somebody decides. */
  @Column('timestamptz', { nullable: true }) endsAt!: Date | null;
  @Column('uuid', { nullable: true }) decidedByUserId!: string | null;
  @Column('text', { nullable: true }) decidedBy!: string | null;
  @Column('timestamptz', { nullable: true }) decidedAt!: Date | null;
  @Column('boolean', { nullable: true }) accepted!: boolean | null;
  @Column('text', { nullable: true }) decisionReason!: string | null;
  /** The record that was made of it; null also where the version before decided. */
  @Column('uuid', { nullable: true }) madeId!: string | null;
}

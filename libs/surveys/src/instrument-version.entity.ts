import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One published version of one questionnaire in one language; never updated. No area: it names nobody. */
@Entity('instrument_version')
export class InstrumentVersion {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') instrument!: string;
  @Column('integer') version!: number;
  @Column('text') locale!: string;
  /** The instrument file as published. */
  @Column('jsonb') content!: Record<string, unknown>;
  @Column('timestamptz') publishedAt!: Date;
}

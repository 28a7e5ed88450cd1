import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One day of a session, at a venue or behind a link. */
@Entity('session_date')
export class SessionDate {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  @Column('uuid') sessionId!: string;
  @Column('timestamptz') startsAt!: Date;
  @Column('timestamptz') endsAt!: Date;
  @Column('text', { nullable: true }) venue!: string | null;
  @Column('text', { nullable: true }) town!: string | null;
  @Column('text', { nullable: true }) accessNotes!: string | null;
  @Column('text', { nullable: true }) onlineLink!: string | null;
}

import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { InvitationState } from './answer.rules.js';

/** One contact asked to answer for one employer in one wave. The link's hash lies in link_token. */
@Entity('invitation')
export class Invitation {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  @Column('uuid') waveId!: string;
  @Column('uuid') employerId!: string;
  /** null once the time for knowing who was asked is over. */
  @Column('uuid', { nullable: true }) contactId!: string | null;
  /** The contact whose answer counts when several of one employer answer. */
  @Column('boolean', { default: true }) designated!: boolean;
  @Column('text') state!: InvitationState;
  @Column('timestamptz') invitedAt!: Date;
}

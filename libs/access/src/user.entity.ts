import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { StaffRole } from './rights.rules.js';

/** A staff account. */
@Entity('app_user')
export class User {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') email!: string;
  /** The address in lower case: what makes an account unique. */
  @Column('text') emailKey!: string;
  @Column('text') name!: string;
  /** argon2id; null until the invitation has been used. */
  @Column('text', { nullable: true }) passwordHash!: string | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) disabledAt!: Date | null;
  @Column('timestamptz', { nullable: true }) lastSignedInAt!: Date | null;
  /** When they were told that an account nobody uses is disabled; null once somebody has signed in to it again. */
  @Column('timestamptz', { nullable: true }) idleToldAt!: Date | null;
  /** Of somebody without any role, where they held the last one; null: they hold one, or it was of the whole installation. */
  @Column('uuid', { nullable: true }) lastAreaId!: string | null;
}

/** An address somebody asked for and has not confirmed yet. */
@Entity('email_change')
export class EmailChange {
  @PrimaryColumn('uuid') userId!: string;
  @Column('text') email!: string;
  @Column('timestamptz') askedAt!: Date;
}

/** A role in one area, or (area null) in the whole installation. */
@Entity('role_grant')
export class RoleGrant {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') userId!: string;
  @Column('text') role!: StaffRole;
  @Column('uuid', { nullable: true }) areaId!: string | null;
  /** Of partners, and only of them. */
  @Column('uuid', { nullable: true }) agencyId!: string | null;
  @Column('timestamptz') createdAt!: Date;
}

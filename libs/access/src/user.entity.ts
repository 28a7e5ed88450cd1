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

import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A sign-in; the cookie holds the id, here is only its hash. */
@Entity('sign_in_session')
export class SignInSession {
  @PrimaryColumn('bytea') idHash!: Buffer;
  @Column('uuid') userId!: string;
  @Column('uuid', { nullable: true }) currentAreaId!: string | null;
  @Column('text', { nullable: true }) device!: string | null;
  @Column('timestamptz') startedAt!: Date;
  @Column('timestamptz') endsAt!: Date;
  /** When the person last proved who they are; null in those the version before began. */
  @Column('timestamptz', { nullable: true }) freshAt!: Date | null;
  /** When it was last used, to some minutes; null as above. */
  @Column('timestamptz', { nullable: true }) seenAt!: Date | null;
}

/** Somebody who has given the password and not yet the second factor; opens no page but those that ask for it. */
@Entity('sign_in_step')
export class SignInStep {
  @PrimaryColumn('bytea') idHash!: Buffer;
  @Column('uuid') userId!: string;
  @Column('text', { nullable: true }) device!: string | null;
  @Column('timestamptz') endsAt!: Date;
}

/** A failed sign-in, by a hash of the address typed, whether or not there is such an account. */
@Entity('sign_in_failure')
export class SignInFailure {
  @PrimaryColumn('uuid') id!: string;
  @Column('bytea') accountHash!: Buffer;
  @Column('timestamptz') at!: Date;
}

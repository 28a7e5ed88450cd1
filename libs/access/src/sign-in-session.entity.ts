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

/** What ended a sign-in other than its own browser or time. */
export type WhyEnded = 'elsewhere' | 'role' | 'password' | 'factor';

/** A sign-in that was ended from elsewhere; opens no page, and says why to whoever still holds its cookie. */
@Entity('ended_sign_in')
export class EndedSignIn {
  @PrimaryColumn('bytea') idHash!: Buffer;
  @Column('uuid') userId!: string;
  /** The area it looked at; null where its person had none. */
  @Column('uuid', { nullable: true }) currentAreaId!: string | null;
  @Column('text') why!: WhyEnded;
  @Column('timestamptz') endedAt!: Date;
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

import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A passkey of a person: of its pair of keys the public one. */
@Entity('passkey')
export class Passkey {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') userId!: string;
  /** What its device calls it, base64url. */
  @Column('text') credentialId!: string;
  @Column('bytea') publicKey!: Buffer;
  /** How often it was used, as far as its device counts; as text, since it may pass 31 bits. */
  @Column('bigint') counter!: string;
  @Column('text', { array: true }) transports!: string[];
  @Column('text') name!: string;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) usedAt!: Date | null;
}

/** A person's authenticator app (TOTP). */
@Entity('authenticator_app')
export class AuthenticatorApp {
  @PrimaryColumn('uuid') userId!: string;
  /** Sealed; the key lies outside the database. */
  @Column('bytea') seed!: Buffer;
  /** The step of the last code taken: no earlier one serves. */
  @Column('integer') lastStep!: number;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) usedAt!: Date | null;
}

/** A code for who has lost the other ways; used, it is gone. */
@Entity('recovery_code')
export class RecoveryCode {
  @PrimaryColumn('uuid') userId!: string;
  @PrimaryColumn('bytea') hash!: Buffer;
  @Column('timestamptz') createdAt!: Date;
}

/** A challenge that a passkey has answered. */
@Entity('spent_challenge')
export class SpentChallenge {
  @PrimaryColumn('bytea') hash!: Buffer;
  @Column('timestamptz') endsAt!: Date;
}

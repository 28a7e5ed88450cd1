import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A mail the built-in mailbox took in while no mail server is set. */
@Entity('caught_mail')
export class CaughtMail {
  @PrimaryColumn('uuid') id!: string;
  @Column('timestamptz') at!: Date;
  @Column('text') envelopeFrom!: string;
  @Column('text', { array: true }) envelopeTo!: string[];
  @Column('text') subject!: string;
  /** The mail as it came, RFC 5322. */
  @Column('bytea') raw!: Buffer;
}

import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A mail the built-in mailbox took in while no mail server is set. */
@Entity('caught_mail')
export class CaughtMail {
  @PrimaryColumn('uuid') id!: string;
  /** The area it was sent for, or NO_AREA. */
  @Column('uuid') areaId!: string;
  @Column('timestamptz') at!: Date;
  @Column('text') envelopeFrom!: string;
  @Column('text', { array: true }) envelopeTo!: string[];
  @Column('text') subject!: string;
  /** The mail as it came (RFC 5322), sealed: it holds links that work. */
  @Column('bytea') sealed!: Buffer;
}

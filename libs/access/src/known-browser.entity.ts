import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A browser in which somebody has signed in; its cookie holds the token, here is only its hash. */
@Entity('known_browser')
export class KnownBrowser {
  @PrimaryColumn('bytea') hash!: Buffer;
  @PrimaryColumn('uuid') userId!: string;
  @Column('timestamptz') usedAt!: Date;
}

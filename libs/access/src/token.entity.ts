import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A personal link: one purpose, one subject; only the hash of its token is stored. */
@Entity('link_token')
export class LinkToken {
  @PrimaryColumn('bytea') hash!: Buffer;
  /** What its token is made of (LinkTokens). */
  @Column('uuid') id!: string;
  @Column('text') purpose!: string;
  @Column('uuid', { nullable: true }) areaId!: string | null;
  @Column('uuid', { nullable: true }) subjectId!: string | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) expiresAt!: Date | null;
  @Column('timestamptz', { nullable: true }) usedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) revokedAt!: Date | null;
}

/** A bearer token of the JSON API, answered for by one person. */
@Entity('api_token')
export class ApiToken {
  @PrimaryColumn('uuid') id!: string;
  @Column('bytea') hash!: Buffer;
  @Column('text') name!: string;
  @Column('uuid') userId!: string;
  /** `resource:verb`, e.g. `employer:list`. */
  @Column('text', { array: true }) scopes!: string[];
  @Column('uuid', { array: true }) areaIds!: string[];
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') expiresAt!: Date;
  @Column('timestamptz', { nullable: true }) lastUsedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) revokedAt!: Date | null;
}

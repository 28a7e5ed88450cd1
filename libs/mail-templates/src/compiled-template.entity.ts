import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The words of a sending, frozen: a mail is its edition with its own data put in. */
@Entity('mail_edition')
export class CompiledTemplateRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  /** SHA-256 of everything below, so that the same words are one edition. */
  @Column('text') digest!: string;
  @Column('text') template!: string;
  @Column('text') subject!: string;
  @Column('text') html!: string;
  @Column('text') plain!: string;
  /** What the area was called, where answers went, its postal address. */
  @Column('jsonb') sender!: Record<string, unknown>;
  @Column('timestamptz') createdAt!: Date;
}

import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Actor } from '#platform';

/** A version of a mail's words, written by staff of an area. */
@Entity('mail_template')
export class MailTemplate {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  /** Name of the mail, e.g. `bookings.place-confirmed`. */
  @Column('text') mail!: string;
  @Column('integer') number!: number;
  /** From here on the program's own words: then there are none here. */
  @Column('boolean') own!: boolean;
  @Column('text', { nullable: true }) subject!: string | null;
  @Column('text', { nullable: true }) body!: string | null;
  @Column('text', { nullable: true }) because!: string | null;
  @Column('text') note!: string;
  /** Number of the version whose words these are; 0: the program's own. */
  @Column('integer', { nullable: true }) restoredFrom!: number | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('jsonb') createdBy!: Actor;
}

/** Words somebody tries out before they save them. */
@Entity('mail_template_draft')
export class MailTemplateDraft {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  @Column('text') mail!: string;
  @Column('integer') basedOn!: number;
  @Column('text') subject!: string;
  @Column('text') body!: string;
  @Column('text') because!: string;
  @Column('text') note!: string;
  @Column('timestamptz') createdAt!: Date;
  @Column('jsonb') createdBy!: Actor;
  @Column('timestamptz', { nullable: true }) testedAt!: Date | null;
}

/** What a file holds. */
@Entity('mail_file')
export class MailFileContent {
  @PrimaryColumn('uuid') areaId!: string;
  @PrimaryColumn('bytea') digest!: Buffer;
  @Column('integer') size!: number;
  @Column('bytea') content!: Buffer;
}

/** A file that goes with a version. */
@Entity('mail_template_file')
export class MailTemplateFile {
  @PrimaryColumn('uuid') areaId!: string;
  @PrimaryColumn('uuid') templateId!: string;
  @PrimaryColumn('integer') position!: number;
  @Column('text') name!: string;
  @Column('bytea') digest!: Buffer;
}

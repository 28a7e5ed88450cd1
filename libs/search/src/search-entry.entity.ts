import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What one record is found by. Triggers of the database write it (migrations/0064-search.ts); the program has no right to it. */
@Entity('search_entry')
export class SearchEntry {
  @PrimaryColumn('uuid') areaId!: string;
  /** The table of the record. */
  @PrimaryColumn('text') source!: string;
  @PrimaryColumn('uuid') id!: string;
  /** The lane of its name. */
  @Column('text') lane!: string;
  /** Its name as words: what it begins with. */
  @Column('text') nameKey!: string;
  @Column('tsvector') words!: string;
}

/** A word that some record of an area has, for those that are misspelt. */
@Entity('search_word')
export class SearchWord {
  @PrimaryColumn('uuid') areaId!: string;
  @PrimaryColumn('text') token!: string;
}

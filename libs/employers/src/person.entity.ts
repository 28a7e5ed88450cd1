import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Address and name as somebody gave them, and whose they are; several of them may be one person's. */
@Entity('person_key')
export class PersonKey {
  @PrimaryColumn('uuid') areaId!: string;
  /** `personKey(name, email)`. */
  @PrimaryColumn('text') key!: string;
  /** Random: says nothing of who it is. */
  @Column('uuid') personId!: string;
  @Column('timestamptz') createdAt!: Date;
}

import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Policy } from '#bookings';
import type { CourseFamily, CourseKind } from './course.rules.js';

/** What is taught; its runs are sessions. */
@Entity('course')
export class Course {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  /** Null: added by the version before this was kept (`kindOf`). */
  @Column('text', { nullable: true }) kind!: CourseKind | null;
  /** Follows from the kind. */
  @Column('text') family!: CourseFamily;
  @Column('text') title!: string;
  /** One sentence under the title of the public page. */
  @Column('text') summary!: string;
  /** What people take away, a line each. */
  @Column('text', { array: true, default: [] }) takeaways!: string[];
  /** What people should know before they come. */
  @Column('text', { nullable: true }) notice!: string | null;
  @Column('text', { nullable: true }) audience!: string | null;
  /** Fewest people it runs with. */
  @Column('integer', { nullable: true }) minimum!: number | null;
  /** Most people in one session. */
  @Column('integer', { nullable: true }) maximum!: number | null;
  @Column('integer') pricePence!: number;
  /** How long its certificate is valid; null: no end. */
  @Column('integer', { nullable: true }) certificateMonths!: number | null;
  @Column('boolean', { default: false }) certificate!: boolean;
  @Column('jsonb') policy!: Policy;
  /** Not offered for new sessions any more. */
  @Column('timestamptz', { nullable: true }) retiredAt!: Date | null;
  @Column('timestamptz') createdAt!: Date;
}

import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Register, Sector, SizeBand } from './employer.rules.js';
import type { Stage } from './stage.rules.js';

/** An employer of one area. */
@Entity('employer')
export class Employer {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  @Column('text') name!: string;
  /** `nameKey(name)`: what the list sorts by and matching compares. */
  @Column('text') nameKey!: string;
  @Column('text', { array: true, default: '{}' }) tradingNames!: string[];
  @Column('text', { array: true, default: '{}' }) tradingKeys!: string[];
  @Column('text', { nullable: true }) register!: Register | null;
  /** Text: leading zeros and letters matter. */
  @Column('text', { nullable: true }) registerNumber!: string | null;
  @Column('text', { nullable: true }) legalForm!: string | null;
  @Column('text', { nullable: true }) sector!: Sector | null;
  @Column('integer', { nullable: true }) headcount!: number | null;
  /** Only when it follows from the headcount or the reported size. */
  @Column('text', { nullable: true }) sizeBand!: SizeBand | null;
  /** Size as somebody reported it, e.g. "250 to 499". */
  @Column('text', { nullable: true }) reportedSize!: string | null;
  @Column('integer', { nullable: true }) peopleFrom!: number | null;
  @Column('text', { array: true, default: '{}' }) sicCodes!: string[];
  @Column('text', { nullable: true }) address!: string | null;
  @Column('text', { nullable: true }) town!: string | null;
  @Column('text', { nullable: true }) postcode!: string | null;
  /** GSS code of the local authority as of `geoDate`. */
  @Column('text', { nullable: true }) authorityCode!: string | null;
  @Column('text', { nullable: true }) authorityName!: string | null;
  @Column('text', { nullable: true }) region!: string | null;
  @Column('date', { nullable: true }) geoDate!: string | null;
  @Column('text', { nullable: true }) website!: string | null;
  @Column('text') stage!: Stage;
  @Column('timestamptz') stageSince!: Date;
  /** Where the record came from, in words. */
  @Column('text') source!: string;
  @Column('timestamptz', { nullable: true }) closedAt!: Date | null;
  @Column('uuid', { nullable: true }) mergedInto!: string | null;
  @Column('uuid', { nullable: true }) importRunId!: string | null;
  @Column('timestamptz') createdAt!: Date;
}

import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { EntryState } from './place.rules.js';

/** People of one booking who wait for seats; who they are stands in delegate.waiting_entry_id. */
@Entity('waiting_entry')
export class WaitingEntry {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  @Column('uuid') sessionId!: string;
  @Column('uuid') bookingId!: string;
  @Column('text') state!: EntryState;
  @Column('timestamptz') stateSince!: Date;
  /** All at once, or as seats come free. */
  @Column('boolean') together!: boolean;
  /** Fewest seats at once that are of use; counts only when not together. */
  @Column('integer') least!: number;
  /** Their turn; given under the lock of the session. */
  @Column('integer') queueNumber!: number;
  /** For later: seats kept for it until then, and how often it was passed by. */
  @Column('timestamptz', { nullable: true }) savingUntil!: Date | null;
  @Column('integer', { default: 0 }) passedBy!: number;
  @Column('timestamptz') createdAt!: Date;
}

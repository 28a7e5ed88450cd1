import { Injectable } from '@nestjs/common';
import { Employers, Geography, nameKey, placeKey, readRegisterNumber } from '#employers';
import { type Actor, CodedError, Database, Facts, isId, notFound, type Tx } from '#platform';
import { bookingsFacts } from './bookings.facts.js';
import { settleEmployer, type WaitingBooking, waitingBookings } from './employers-to-check.repository.js';

/** An employer that was named on public bookings and that nobody has checked: bookings of one name and postcode are one. */
export interface EmployerToCheck {
  /** Id of its first booking: what it is called by. */
  id: string;
  /** As typed. */
  name: string;
  postcode: string | null;
  registerNumber: string | null;
  since: Date;
  bookings: {
    id: string;
    reference: string;
    bookerName: string;
    bookerEmail: string;
    sessionId: string;
    title: string;
  }[];
  /** Addresses of those who book and those who come: one of them may be a contact we have. */
  emails: string[];
}

const settled = () =>
  new CodedError('conflict', 'bookings.employer-settled', 'Somebody has already checked this employer.');

const keyOf = (row: { name: string; postcode: string | null }) => placeKey(nameKey(row.name), row.postcode);

/**
 * Employers that public bookings name and we do not have. They are no employers of the area until a coordinator says
 * which one is meant, or that it is new; the bookings keep their places meanwhile.
 */
@Injectable()
export class EmployersToCheck {
  constructor(
    private readonly db: Database,
    private readonly facts: Facts,
    private readonly employers: Employers,
    private readonly geography: Geography,
  ) {}

  /** All that wait, the oldest first. */
  async list(tx: Tx, areaId: string): Promise<EmployerToCheck[]> {
    const groups = new Map<string, EmployerToCheck>();
    for (const row of await waitingBookings(tx, areaId)) {
      const key = keyOf(row);
      const group = groups.get(key) ?? { ...pick(row), bookings: [], emails: [] };
      group.bookings.push({
        id: row.id,
        reference: row.reference,
        bookerName: row.bookerName,
        bookerEmail: row.bookerEmail,
        sessionId: row.sessionId,
        title: row.title,
      });
      group.emails = [...new Set([...group.emails, row.bookerEmail, ...row.emails])];
      groups.set(key, group);
    }
    return [...groups.values()];
  }

  /** How many wait. */
  async count(tx: Tx, areaId: string): Promise<number> {
    return (await this.list(tx, areaId)).length;
  }

  /** One of them, by the id `list` gives. Throws not-found, also once it is settled. */
  async get(tx: Tx, areaId: string, id: string): Promise<EmployerToCheck> {
    const found = (await this.list(tx, areaId)).find((one) => one.bookings.some((b) => b.id === id));
    if (!found) throw notFound();
    return found;
  }

  /**
   * Says which employer is meant (its id), or that it is a new one; all bookings of that name and postcode go there.
   * Answers the employer. Throws not-found, and `bookings.employer-settled` when somebody was quicker.
   */
  async settle(areaId: string, bookingId: string, which: string | 'new', actor: Actor): Promise<string> {
    if (!isId(bookingId) || (which !== 'new' && !isId(which))) throw notFound();
    return this.db.write([areaId], async (tx) => {
      const waiting = await waitingBookings(tx, areaId, true);
      const asked = waiting.find((row) => row.id === bookingId);
      if (!asked) throw settled();
      const mine = waiting.filter((row) => keyOf(row) === keyOf(asked));
      const first = mine[0]!;
      // A postcode or number we cannot read is no reason not to have the employer.
      const read = this.geography.read(first.postcode ?? '');
      const postcode = read.kind === 'valid' ? read.postcode : undefined;
      const number = readRegisterNumber(first.registerNumber ?? '');
      const registerNumber = number.kind === 'number' ? number.number : undefined;
      const employer =
        which === 'new'
          ? await this.employers.create(
              tx,
              areaId,
              { name: first.name, postcode, registerNumber, source: 'booking' },
              actor,
            )
          : await this.employers.get(tx, which);
      if (employer.areaId !== areaId) throw notFound();
      await settleEmployer(
        tx,
        areaId,
        mine.map((row) => row.id),
        { employerId: employer.id, employerMatch: which === 'new' ? 'created' : 'chosen' },
      );
      await this.facts.record(
        tx,
        ...mine.map((row) =>
          bookingsFacts.employerSettled.of({
            areaId,
            employerId: employer.id,
            subject: `session:${row.sessionId}`,
            actor,
            data: {
              session: row.sessionId,
              title: row.title,
              startsAt: row.startsAt?.toISOString() ?? row.since.toISOString(),
              bookingId: row.id,
              people: row.people,
            },
          }),
        ),
      );
      return employer.id;
    });
  }
}

const pick = ({ id, name, postcode, registerNumber, since }: WaitingBooking) => ({
  id,
  name,
  postcode,
  registerNumber,
  since,
});

import type { ExportColumn, ExportSource } from '#documents';
import {
  countDelegates,
  type DelegateFilter,
  type DelegateLine,
  listDelegates,
} from './delegate-list.repository.js';
import { personStateNames } from './place.rules.js';

type Column = ExportColumn<DelegateLine>;

const column =
  (group: string, all: Partial<Column> = {}) =>
  (
    name: string,
    title: string,
    value: (line: DelegateLine) => ReturnType<Column['value']>,
    more: Partial<Column> = {},
  ): Column => ({
    name,
    title,
    field: name,
    kind: 'text',
    group,
    value,
    ...all,
    ...more,
  });
const session = column('Session');
const person = column('Person', { personal: true });
const booking = column('Booking');
const unusual = { unusual: true } as const;

/** Who has, had or waits for a place: of one session, or of all. */
export const delegatesExport: ExportSource<DelegateLine, DelegateFilter> = {
  name: 'bookings.delegates',
  title: 'Delegates',
  words: ['person', 'people'],
  resource: 'delegate',
  columns: [
    session('session', 'Session', (line) => line.title),
    session('starts_at', 'Begins', (line) => line.startsAt, { kind: 'instant' }),
    person('name', 'Name', (line) => line.name),
    person('job', 'Job title', (line) => line.jobRole),
    person('email', 'Email', (line) => line.email),
    session('state', 'Place', (line) => personStateNames[line.state]),
    booking('employer', 'Employer name', (line) => line.employer),
    booking('postcode', 'Postcode', (line) => line.postcode, unusual),
    booking('reference', 'Booking reference', (line) => line.reference, unusual),
    booking('booked_at', 'Booked', (line) => line.bookedAt, { ...unusual, kind: 'instant' }),
    booking('booker_name', 'Booked by', (line) => line.bookerName, { ...unusual, personal: true }),
    booking('booker_email', 'Email of who booked', (line) => line.bookerEmail, {
      ...unusual,
      personal: true,
    }),
    booking('booker_phone', 'Telephone of who booked', (line) => line.bookerPhone, {
      ...unusual,
      personal: true,
    }),
    booking('purchase_order', 'Purchase order', (line) => line.purchaseOrder, unusual),
    booking('price', 'Price in pounds', (line) => line.pricePence / 100, { ...unusual, kind: 'number' }),
  ],
  leftOut: `Access and dietary needs, since they are for that session’s trainers only. People whose data was removed because its
    time was over.`,
  count: countDelegates,
  page: listDelegates,
};

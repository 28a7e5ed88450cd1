import {
  bookingOver,
  daysInWords,
  hoursInWords,
  type SessionDate,
  type SessionState,
  whereInWords,
} from '#bookings';
import { money } from '#platform';
import { sessionTones } from './session.marks.js';

interface Shown {
  title: string;
  state: SessionState;
  dates: SessionDate[];
  pricePence: number;
  capacity: number | null;
  unlimited: boolean;
  closesAt: Date | null;
  taken: number;
  /** null: no limit. */
  free: number | null;
}

/** How a page says when, where and how much. */
export const sessionWords = (session: Pick<Shown, 'title' | 'dates' | 'pricePence'>) => ({
  title: session.title,
  days: daysInWords(session.dates),
  shortDays: daysInWords(session.dates, true),
  hours: hoursInWords(session.dates),
  severalDays: session.dates.length > 1,
  where: whereInWords(session.dates[0]),
  accessNotes: session.dates[0]?.accessNotes ?? null,
  price: session.pricePence ? `${money(session.pricePence)} a person` : 'Free',
});

/** May the public book now? Seats or a turn on the waiting list. */
export const isBookable = ({ state, dates, closesAt }: Shown, now: Date): boolean =>
  state === 'open' && dates[0] !== undefined && !bookingOver(closesAt, dates[0].startsAt, now);

/** How the public sees the seats: a state with shape, word and colour, and the words of the link. */
export function seatsInWords(session: Shown, now: Date): { tone: string; text: string; action?: string } {
  if (!isBookable(session, now)) return { tone: sessionTones.closed, text: 'Booking has closed' };
  if (session.free === null) return { tone: sessionTones.free, text: 'Places free', action: 'Book places' };
  if (session.free === 0)
    return { tone: sessionTones.full, text: 'Full, waiting list open', action: 'Join the waiting list' };
  const places = session.free === 1 ? '1 place' : `${session.free} places`;
  return session.free <= 5
    ? { tone: sessionTones.few, text: `${places} left`, action: 'Book places' }
    : { tone: sessionTones.free, text: places, action: 'Book places' };
}

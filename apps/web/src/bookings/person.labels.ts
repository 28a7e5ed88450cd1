import {
  type BookedPerson,
  type BookingView,
  cancelTerms,
  freeUntil,
  hourAndDay,
  isOver,
  personStateNames,
  type TrainingSessionView,
} from '#bookings';
import { money } from '#platform';

/** Whether the session has begun, so that its places are no longer given up by a link. */
export const hasBegun = (session: Pick<TrainingSessionView, 'dates'>, now: Date): boolean =>
  isOver(session.dates[0]!.startsAt, now);

/** How a person's state is said on the pages of a booking. */
const STATES: Record<BookedPerson['state'], { tone: string; text: string }> = {
  held: { tone: 'grey', text: personStateNames.held },
  provisional: { tone: 'amber', text: personStateNames.provisional },
  offered: { tone: 'amber', text: personStateNames.offered },
  confirmed: { tone: 'green', text: personStateNames.confirmed },
  moved: { tone: 'grey', text: personStateNames.moved },
  cancelled: { tone: 'grey', text: personStateNames.cancelled },
  lapsed: { tone: 'grey', text: personStateNames.lapsed },
  attended: { tone: 'green', text: personStateNames.attended },
  part: { tone: 'green', text: personStateNames.part },
  no_show: { tone: 'grey', text: personStateNames.no_show },
  waiting: { tone: 'amber', text: personStateNames.waiting },
  left: { tone: 'grey', text: personStateNames.left },
  closed: { tone: 'grey', text: personStateNames.closed },
  'already-booked': { tone: 'grey', text: personStateNames['already-booked'] },
};

type Terms = Pick<BookingView, 'policy' | 'pricePence'>;

/** What giving up costs a person now, and until when a place from the waiting list costs nothing to give back. */
export function giveUpWords(terms: Terms, session: TrainingSessionView, person: BookedPerson, now: Date) {
  const start = session.dates[0]!.startsAt;
  const { open, feePence } = cancelTerms(terms, start, now, person.givenAt);
  const free = person.givenAt && person.state === 'confirmed' ? freeUntil(person.givenAt, start) : undefined;
  return {
    open,
    fee: person.state === 'waiting' || !feePence ? undefined : money(feePence),
    freeUntil: free && free > now && terms.pricePence ? hourAndDay(free) : undefined,
  };
}

/** A person as the pages show them. `before`: how many wait before this booking. */
export const personWords = (person: BookedPerson, before: number) => ({
  ...person,
  shown:
    person.state === 'waiting'
      ? { ...STATES.waiting, text: `Number ${before + 1} on the waiting list` }
      : STATES[person.state],
});

import { bookingsFacts } from '#bookings';
import { count, plainDate } from '#platform';
import type { TimelineEntry, TimelineFact, TimelineWords } from '../shell/index.js';

const people = (fact: TimelineFact) => count(Number(fact.data['people'] ?? 1), 'person', 'people');
const about = (fact: TimelineFact) =>
  `${String(fact.data['title'])}, ${plainDate(new Date(String(fact.data['startsAt'])))}`;

const entry = (
  fact: TimelineFact,
  more: Pick<TimelineEntry, 'icon' | 'title'> & Partial<TimelineEntry>,
): TimelineEntry => ({
  text: about(fact),
  byline: fact.actor.label,
  link: { href: `/training/sessions/${String(fact.data['sessionId'])}`, text: 'Open the session' },
  ...more,
});

/** How an employer's timeline tells of places and waiting. */
export const timeline: TimelineWords = {
  [bookingsFacts.placeConfirmed]: (fact) =>
    entry(fact, { icon: 'train', tone: 'green', title: `Place booked for ${people(fact)}` }),
  [bookingsFacts.placeCancelled]: (fact) => {
    const reason = fact.data['reason'] ? `. ${String(fact.data['reason'])}` : '';
    return entry(fact, {
      icon: 'cross',
      title: `Place cancelled for ${people(fact)}`,
      text: about(fact) + reason,
    });
  },
  [bookingsFacts.employerSettled]: (fact) =>
    entry(fact, { icon: 'org', title: `A booking for ${people(fact)} is theirs` }),
  [bookingsFacts.personCorrected]: (fact) =>
    entry(fact, {
      icon: 'person',
      title: `${fact.data['delegateIds'] ? 'Person on a booking' : 'Booker'} corrected: ${[fact.data['changed'] ?? []].flat().join(' and ')}`,
    }),
  [bookingsFacts.waitingJoined]: (fact) =>
    entry(fact, { icon: 'clock', title: `On the waiting list: ${people(fact)}` }),
  [bookingsFacts.waitingTaken]: (fact) =>
    entry(fact, { icon: 'move', title: `Moved up from the waiting list: ${people(fact)}` }),
  [bookingsFacts.waitingLeft]: (fact) =>
    entry(fact, { icon: 'clock', title: `Left the waiting list: ${people(fact)}` }),
  [bookingsFacts.waitingClosed]: (fact) =>
    entry(fact, { icon: 'clock', title: `Waiting list closed for ${people(fact)}: session cancelled` }),
};

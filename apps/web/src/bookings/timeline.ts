import { bookingsFacts } from '#bookings';
import { count, plainDate } from '#platform';
import type { TimelineEntry, TimelineFact, TimelineWords } from '../shell/index.js';

const peopleOf = (fact: TimelineFact) => Number(fact.data['people'] ?? fact.times);
const people = (fact: TimelineFact) => count(peopleOf(fact), 'person', 'people');
const places = (fact: TimelineFact) => (peopleOf(fact) === 1 ? 'Place' : 'Places');
const about = (fact: TimelineFact) =>
  `${String(fact.data['title'])}, ${plainDate(new Date(String(fact.data['startsAt'])))}`;

const entry = (
  fact: TimelineFact,
  more: Pick<TimelineEntry, 'icon' | 'title'> & Partial<TimelineEntry>,
): TimelineEntry => ({
  text: about(fact),
  byline: fact.actor.label,
  link: { href: `/training/sessions/${String(fact.data['session'])}`, text: 'Open the session' },
  ...more,
});

/** How an employer's timeline tells of places and waiting. */
export const timeline: TimelineWords = {
  [bookingsFacts.placeConfirmed.kind]: (fact) =>
    fact.data['from'] === 'waiting'
      ? entry(fact, {
          icon: 'move',
          tone: 'green',
          title: `${places(fact)} from the waiting list for ${people(fact)}`,
        })
      : entry(fact, { icon: 'train', tone: 'green', title: `${places(fact)} booked for ${people(fact)}` }),
  [bookingsFacts.placeCancelled.kind]: (fact) => {
    const reason = fact.data['reason'] ? `. ${String(fact.data['reason'])}` : '';
    return entry(fact, {
      icon: 'cross',
      title: `${places(fact)} cancelled for ${people(fact)}`,
      text: about(fact) + reason,
    });
  },
  [bookingsFacts.employerSettled.kind]: (fact) =>
    entry(fact, { icon: 'org', title: `A booking for ${people(fact)} is theirs` }),
  [bookingsFacts.personCorrected.kind]: (fact) =>
    entry(fact, {
      icon: 'person',
      title: `${fact.data['delegateIds'] ? 'Person on a booking' : 'Booker'} corrected: ${[fact.data['changed'] ?? []].flat().join(' and ')}`,
    }),
  [bookingsFacts.waitingJoined.kind]: (fact) =>
    entry(fact, { icon: 'clock', title: `On the waiting list: ${people(fact)}` }),
  [bookingsFacts.waitingLeft.kind]: (fact) =>
    entry(fact, { icon: 'clock', title: `Left the waiting list: ${people(fact)}` }),
  [bookingsFacts.waitingClosed.kind]: (fact) =>
    entry(fact, { icon: 'clock', title: `Waiting list closed for ${people(fact)}: session cancelled` }),
};

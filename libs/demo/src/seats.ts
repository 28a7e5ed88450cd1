import { Bookings, Cancelling, Sessions } from '#bookings';
import { Events } from '#events';
import type { Actor, Tx } from '#platform';
import { CourseSessions, Courses } from '#training';
import { keyOf } from './chance.js';
import { person } from './people.js';
import { GONE } from './sample-post.js';
import { actor, type SampleWorld } from './sample-world.js';
import { type Calendar, cast, type Member, type Scene } from './story.js';

const visitor: Actor = { kind: 'public' };

/** Another invented person of the same employer. One of them has left, and mail to the address comes back. */
function colleague(member: Member, i: number, plan: Plan): { name: string; email: string } {
  const who = person(member.n + 60 * (i + 1), member.employerName);
  const gone = plan.key === 'jrt-open' && member.n === cast.bouncedDelegate && i === 0;
  return gone ? { ...who, email: `${GONE}.${who.email}` } : who;
}

/** One session of the story: when it was opened, how it is made, and who books when. */
interface Plan {
  key: string;
  opened: Date;
  make: (world: SampleWorld, tx: Tx) => Promise<string>;
  /** Employer, how many people, days from today. In this order. */
  bookings: [n: number, people: number, days: number][];
  /** The first person of this booking gives up the place. */
  cancels?: { booking: number; days: number };
}

/** Courses and forum meetings: one of each gone by, a full one with a waiting list, one with seats. */
export function seatScenes(calendar: Calendar, members: Member[]): Scene[] {
  const room = (town: string) => ({ venue: 'Training room, 1 Sample Street', town: `${town} (sample)` });
  /** So many working days in a row, from the hour to the hour. */
  const days = (span: number, count: number, from: number, to: number, where: object) =>
    Array.from({ length: count }, (_, i) => ({
      startsAt: calendar.at({ days: span }, from, 30, i),
      endsAt: calendar.at({ days: span }, to, 30, i),
      ...where,
    }));
  const course =
    (family: 'mhfa' | 'jrt', dates: ReturnType<typeof days>, capacity: number) =>
    async (world: SampleWorld, tx: Tx) => {
      const found = (await world.get(Courses).list(tx, world.areaId)).find((one) => one.family === family)!;
      return world.get(CourseSessions).create(tx, { courseId: found.id, dates, capacity });
    };
  const forum = (title: string, date: ReturnType<typeof days>) => async (world: SampleWorld, tx: Tx) => {
    const meeting = {
      kind: 'forum' as const,
      title: `${title} (sample)`,
      summary: 'Employers of the network meet, hear from one of them, and say what would help.',
      audience: 'Anyone from a member employer',
      dates: date,
      capacity: 30,
      pricePence: 0,
    };
    return (await world.get(Events).create(tx, world.areaId, meeting)).sessionId;
  };
  const plans: Plan[] = [
    {
      key: 'mhfa-past',
      opened: calendar.at({ days: -120 }, 9),
      make: course('mhfa', days(-70, 2, 9, 16, room('Halifax')), 12),
      bookings: [
        [5, 2, -110],
        [6, 2, -101],
        [9, 1, -95],
        [12, 2, -90],
        [14, 2, -84],
      ],
    },
    {
      key: 'mhfa-full',
      opened: calendar.at({ days: -40 }, 9),
      make: course('mhfa', days(22, 2, 9, 16, room('Halifax')), 12),
      bookings: [
        [5, 2, -38],
        [7, 2, -35],
        [8, 2, -31],
        [10, 2, -26],
        [11, 2, -21],
        [13, 2, -17],
        [15, 1, -13],
        [16, 2, -9],
        [18, 1, -5],
      ],
      cancels: { booking: 2, days: -7 },
    },
    {
      key: 'jrt-open',
      opened: calendar.at({ days: -30 }, 9),
      make: course('jrt', days(30, 1, 9, 12, room('Brighouse')), 14),
      bookings: [
        [5, 2, -16],
        [20, 1, -3],
      ],
    },
    {
      key: 'forum-past',
      opened: calendar.at({ days: -130 }, 9),
      make: forum('Employer forum: coming back to work', days(-95, 1, 9, 11, room('Halifax'))),
      bookings: [4, 5, 6, 9, 12, 14, 18, 21, 22].map((n) => [n, 1, -125 + n]),
    },
    {
      key: 'forum-next',
      opened: calendar.at({ days: -42 }, 9),
      make: forum('Employer forum: what managers ask', days(13, 1, 9, 11, room('Halifax'))),
      bookings: [4, 5, 6, 8, 9, 12, 14, 19, 23, 25, 27].map((n) => [n, n % 3 ? 1 : 2, n - 41]),
    },
  ];
  return plans.flatMap((plan) => scenesOf(plan, calendar, members));
}

function scenesOf(plan: Plan, calendar: Calendar, members: Member[]): Scene[] {
  let sessionId: string;
  const bookingIds: string[] = [];
  return [
    {
      at: plan.opened,
      play: async (world) => {
        sessionId = await world.write((tx) => plan.make(world, tx));
        await world.get(Sessions).open([world.areaId], sessionId, actor);
      },
    },
    ...plan.bookings.map(
      ([n, people, days]): Scene => ({
        at: calendar.at({ days }, 10, n % 60),
        play: async (world) => {
          const member = members[n]!;
          const booking = await world.get(Bookings).book(
            world.areaId,
            {
              sessionId,
              submissionKey: keyOf('sample booking', world.areaId, plan.key, n),
              booker: member.contact,
              employer: { id: member.employerId, name: member.employerName },
              // Colleagues are other invented people of the same employer.
              people: Array.from({ length: people }, (_, i) => colleague(member, i, plan)),
            },
            visitor,
          );
          bookingIds.push(booking.bookingId);
        },
      }),
    ),
    ...(plan.cancels
      ? [
          {
            at: calendar.at({ days: plan.cancels.days }, 16),
            play: async (world: SampleWorld) => {
              const bookingId = bookingIds[plan.cancels!.booking]!;
              const { people } = await world.write((tx) => world.get(Bookings).get(tx, bookingId));
              await world
                .get(Cancelling)
                .cancel(
                  [world.areaId],
                  { bookingId, delegateIds: [people[0]!.delegateId], reason: 'Off sick that week (sample)' },
                  visitor,
                );
            },
          },
        ]
      : []),
  ];
}

import { Employers, mayMove } from '#employers';
import { londonDay } from '#platform';
import { Charters, DueReviews } from '#signatories';
import { actor, type SampleWorld } from './sample-world.js';
import { type Calendar, cast, type Member, type Scene } from './story.js';

/** Signing, a review that is due, one that is overdue, and a signature that lapsed. */
export function charterScenes(calendar: Calendar, members: Member[]): Scene[] {
  const sign = (n: number, at: Date): Scene => ({
    at,
    play: (world) =>
      world.write(async (tx) => {
        const { employerId, contactId, contact } = members[n]!;
        await world.get(Charters).sign(
          tx,
          world.areaId,
          {
            employerId,
            contactId,
            signatoryName: contact.name,
            signatoryRole: 'Managing director',
            signedOn: londonDay(at),
          },
          actor,
        );
      }),
  });
  const early: Record<number, Date> = {
    [cast.lapsed]: calendar.at({ months: -25, days: -20 }),
    [cast.overdue]: calendar.at({ months: -24, days: -16 }),
    [cast.dueSoon]: calendar.at({ months: -24, days: 12 }),
    [cast.dueLater]: calendar.at({ months: -22, days: 3 }),
  };
  const before = members.slice(0, cast.signedBefore).map(({ n }) =>
    // The rest over fourteen months, one every twelve days or so.
    sign(n, early[n] ?? calendar.at({ months: -21, days: (n - 4) * 12 })),
  );
  return [
    ...before,
    ...cast.signedSince.map((n, i) => sign(n, calendar.at({ days: i ? -6 : -48 }))),
    ...[5, 6, 9, 12, 14, 18].map((n) => active(calendar.at({ months: -5, days: n }), members[n]!)),
    {
      at: calendar.at({ days: -15 }, 9),
      play: async (world) => {
        await world.get(DueReviews).run();
      },
    },
    {
      at: calendar.at({ days: -20 }, 15),
      play: (world) =>
        world.write(async (tx) => {
          const [open] = await world
            .get(Charters)
            .ofEmployer(tx, world.areaId, members[cast.lapsed]!.employerId);
          const reason = 'No review came back after two reminders (sample)';
          await world.get(Charters).end(tx, world.areaId, open!.id, { how: 'lapsed', reason }, actor);
        }),
    },
  ];
}

const active = (at: Date, member: Member): Scene => ({
  at,
  play: (world: SampleWorld) =>
    world.write(async (tx) => {
      const employers = world.get(Employers);
      const { stage: from } = await employers.get(tx, member.employerId);
      if (mayMove(from, 'active'))
        await employers.moveStage(tx, world.areaId, member.employerId, 'active', actor);
    }),
});

import { readFileSync } from 'node:fs';
import { Agencies } from '#access';
import { Activities, type ContactRole, Contacts, Employers, ImportWork, type Stage, Tasks } from '#employers';
import { projectPath } from '#platform';
import { jobs, person } from './people.js';
import { GONE, SILENT } from './sample-post.js';
import { actor, type SampleWorld } from './sample-world.js';
import { type Calendar, cast, type Member, type Scene } from './story.js';
import { inventedEmployers } from './story.repository.js';

/** Real employers of Calderdale and its neighbours, and small invented ones whose names end in this (data/README.md). */
const LIST = 'libs/demo/data/calderdale.csv';
const INVENTED = '(sample)';

/** The employers come in. The first of the invented ones are those somebody works with: nothing is said of real ones. */
export async function bringIn(world: SampleWorld): Promise<Member[]> {
  await world
    .get(ImportWork)
    .importFile(world.areaId, { name: 'calderdale.csv', bytes: readFileSync(projectPath(LIST)) }, { actor });
  return world.write(async (tx) => {
    const employers = await inventedEmployers(tx, world.areaId, INVENTED, cast.members);
    const members: Member[] = [];
    for (const [n, employer] of employers.entries()) {
      const who = person(n, employer.name);
      if (n === cast.bounced) who.email = `${GONE}.${who.email}`;
      if (n === cast.silent) who.email = `${SILENT}.${who.email}`;
      const job = jobs[n % jobs.length]!;
      const contact = await world.get(Contacts).add(
        tx,
        world.areaId,
        employer.id,
        {
          ...who,
          jobRole: job.jobRole,
          roles: [...job.roles] as ContactRole[],
          phone: '01632 960000 (sample)',
        },
        actor,
      );
      members.push({
        n,
        employerId: employer.id,
        employerName: employer.name,
        postcode: employer.postcode,
        sector: employer.sector ?? 'private',
        contactId: contact.id,
        contact: who,
      });
    }
    return members;
  });
}

/** Calls, visits and moves along the pipeline. */
export function contactScenes(calendar: Calendar, members: Member[]): Scene[] {
  const talk = (
    n: number,
    days: number,
    kind: 'call' | 'visit' | 'email',
    subject: string,
    agency?: string,
  ): Scene => ({
    at: calendar.at({ days }, 11),
    play: async (world) => {
      const { employerId, contactId } = members[n]!;
      const by = agency ? { ...actor, label: `Chris Sample, ${agency} (sample)` } : actor;
      await world.write(async (tx) =>
        world.get(Activities).log(
          tx,
          world.areaId,
          employerId,
          {
            kind,
            subject: `${subject} (sample)`,
            contactId,
            agencyId: agency ? await world.get(Agencies).named(tx, world.areaId, agency) : null,
          },
          by,
        ),
      );
    },
  });
  const move = (n: number, days: number, to: Stage, why?: string): Scene => ({
    at: calendar.at({ days }, 12),
    play: (world) =>
      world.write((tx) =>
        world
          .get(Employers)
          .moveStage(tx, world.areaId, members[n]!.employerId, to, actor, why && `${why} (sample)`),
      ),
  });
  return [
    ...[40, 41, 42, 43, 44].flatMap((n) => [
      talk(n, n - 110, 'call', 'Said what the charter asks; will talk to the managers'),
      move(n, n - 110, 'contacted'),
    ]),
    ...[45, 46, 47, 48].flatMap((n) => [
      talk(n, n - 120, 'email', 'Asked for half an hour'),
      move(n, n - 120, 'contacted'),
      talk(n, n - 85, 'visit', 'Met the HR team; worried about the time it takes'),
      move(n, n - 85, 'meeting_held'),
    ]),
    ...[49, 50, 51, 52].flatMap((n) => [
      talk(n, n - 125, 'visit', 'Showed the ten standards'),
      move(n, n - 125, 'meeting_held'),
      move(n, n - 75, 'considering', 'Goes to the board next month'),
    ]),
    move(53, -60, 'declined', 'Signs a national pledge already; ask again next year'),
    talk(45, -21, 'call', 'Rang about a vacancy for someone coming back to work', 'Jobcentre Plus'),
    talk(5, -18, 'visit', 'Line managers asked for job retention training'),
    talk(6, -16, 'call', 'Two people interested in Mental Health First Aid'),
    talk(cast.overdue, -12, 'call', 'Review form is with the director'),
    talk(46, -4, 'call', 'Visit agreed'),
  ];
}

/** What the coordinator has to do: overdue, today, this week, later. */
export async function addTasks(
  world: SampleWorld,
  calendar: Calendar,
  members: Member[],
  ownerId: string | undefined,
): Promise<void> {
  const tasks: [n: number, days: number, title: string, dueTime?: string][] = [
    [cast.overdue, -3, 'Ask for the charter review'],
    [51, 0, 'Ring after the board meeting'],
    [46, 0, 'Visit: bring the handbook for managers', '14:30'],
    [cast.bounced, 1, 'Find a working address'],
    [cast.dueSoon, 4, 'Send the review form'],
    [42, 9, 'Ring again'],
  ];
  await world.write(async (tx) => {
    for (const [n, days, title, dueTime] of tasks)
      await world.get(Tasks).add(
        tx,
        {
          areaId: world.areaId,
          employerId: members[n]!.employerId,
          contactId: members[n]!.contactId,
          title: `${title} (sample)`,
          dueOn: calendar.day({ days }),
          dueTime,
          ownerId: ownerId ?? null,
        },
        actor,
      );
  });
}

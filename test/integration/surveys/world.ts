import { Global, Module, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { Contacts, Employers } from '#employers';
import {
  type Actor,
  Clock,
  createLog,
  Database,
  FactSubscribers,
  Facts,
  LOG,
  londonDay,
  Metrics,
  PublicUrls,
  Queues,
  RateLimiter,
  Settings,
} from '#platform';
import { Charters } from '#signatories';
import { Answering, type Fields, SurveysModule, Waves } from '#surveys';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { publicUrls } from '../../support/public-urls.js';

export const sam: Actor = { kind: 'user', id: '01900000-0000-7000-8000-000000000001', label: 'Sam Sample' };

/** A database of its own with the services of surveys on it; mails stay rows. */
export interface SurveyWorld extends TestWorld {
  get<T>(what: Type<T>): T;
}

/** The services are those of one process. */
export async function surveyWorld(): Promise<SurveyWorld> {
  const world = await testDatabase();
  return { ...world, get: await services(world) };
}

/** Another set of the same services on the same database, as another process would have. */
export async function services(world: TestWorld): Promise<SurveyWorld['get']> {
  const provided = [
    { provide: Settings, useValue: world.settings },
    { provide: LOG, useValue: createLog({ logLevel: 'silent' }, 'test') },
    { provide: DataSource, useValue: world.source },
    { provide: Database, useValue: world.db },
    { provide: Clock, useValue: world.clock },
    { provide: RateLimiter, useValue: new RateLimiter(world.db, world.clock, world.settings) },
    {
      provide: FactSubscribers,
      useFactory: (queues: Queues) => new FactSubscribers(queues),
      inject: [Queues],
    },
    { provide: Facts, useValue: world.facts },
    { provide: Queues, useValue: { add: async () => undefined } },
    { provide: PublicUrls, useValue: publicUrls(world.settings) },
    { provide: Metrics, useValue: new Metrics(createLog({ logLevel: 'silent' }, 'test')) },
  ];
  @Global()
  @Module({ providers: provided, exports: provided.map((p) => p.provide) })
  class WorldModule {}
  const module = await Test.createTestingModule({ imports: [WorldModule, SurveysModule] }).compile();
  return (what) => module.get(what, { strict: false });
}

/** A current signatory with a primary contact; `email: null` leaves the address out. */
export async function signatory(
  world: SurveyWorld,
  name: string,
  more: {
    email?: string | null;
    contact?: boolean;
    sector?: 'private' | 'public_other';
    headcount?: number;
  } = {},
  areaId = world.areaId,
): Promise<{ employerId: string; contactId: string }> {
  return world.db.write([areaId], async (tx) => {
    const { id } = await world
      .get(Employers)
      .create(tx, areaId, { name, sector: more.sector ?? 'private', headcount: more.headcount ?? 40 }, sam);
    const email =
      more.email === undefined
        ? `${name.toLowerCase().replaceAll(/\W+/g, '.').replace(/\.$/, '')}@employer.example`
        : more.email;
    const contact =
      more.contact === false
        ? undefined
        : await world
            .get(Contacts)
            .add(tx, areaId, id, { name: `${name} Contact`, email, roles: ['hr'] }, sam);
    await world.get(Charters).sign(
      tx,
      areaId,
      {
        employerId: id,
        signatoryName: 'Robin Example',
        signatoryRole: 'Director',
        signedOn: londonDay(world.clock.now()),
      },
      sam,
    );
    return { employerId: id, contactId: contact?.id ?? '' };
  });
}

export const PLAN = { title: 'Employer survey', openDays: 21, lateDays: 14, followUpMonths: 6 };

/** Plans a survey and sends it to whoever is on the list now; answers the baseline's id. */
export async function sentSurvey(world: SurveyWorld, areaId = world.areaId): Promise<string> {
  const waves = world.get(Waves);
  const id = await waves.plan(areaId, PLAN);
  const { list } = await world.db.read([areaId], (tx) => waves.preview(tx, id));
  await waves.open([areaId], id, { actor: sam, shown: list.invited.length, senderName: 'Sam Sample' });
  return id;
}

/** The invitation of an employer in a wave. */
export async function invitationOf(world: SurveyWorld, waveId: string, employerId: string): Promise<string> {
  const [row] = await world.owner<{ id: string }>(
    'SELECT id FROM invitation WHERE wave_id = $1 AND employer_id = $2',
    [waveId, employerId],
  );
  return row!.id;
}

/** Pages of a whole answer of a private employer of 40; `level` for all six standards. */
export const pagesOf = (level: number): Record<string, Fields> => ({
  role: { role: 'hr', org_type: 'private', headcount_band: 'n10_49' },
  ...Object.fromEntries(
    ['std_plan', 'std_aware', 'std_talk', 'std_work', 'std_manage', 'std_check'].map((id) => [
      id,
      { [id]: String(level) },
    ]),
  ),
  att_recruit: { att_recruit: '4', att_risk: '2', att_adjust: '3', att_private: 'dk' },
  barriers: { barriers: ['cost', 'time'] },
  share: { share: 'totals' },
});

/** Answers an invitation page by page and sends it in. */
export async function answer(
  world: SurveyWorld,
  invitationId: string,
  level = 3,
  areaId = world.areaId,
): Promise<void> {
  const answering = world.get(Answering);
  for (const [page, fields] of Object.entries(pagesOf(level)))
    await answering.save(areaId, invitationId, page, fields);
  await answering.submit(areaId, invitationId);
}

import { Global, Module, type Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { BookingsModule, SeatLock } from '#bookings';
import {
  Clock,
  createLog,
  Database,
  FactSubscribers,
  Facts,
  LOG,
  Metrics,
  newToken,
  PublicUrls,
  Queues,
  RateLimiter,
  Settings,
} from '#platform';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { publicUrls } from '../../support/public-urls.js';

/** A database of its own with the services of bookings on it; mails stay rows. */
export interface BookingWorld extends TestWorld {
  get<T>(what: Type<T>): T;
  close(): Promise<void>;
}

export async function bookingWorld(
  options: { lock?: SeatLock; modules?: Type[] } = {},
): Promise<BookingWorld> {
  const world = await testDatabase();
  const provided = [
    { provide: Settings, useValue: world.settings },
    { provide: LOG, useValue: createLog({ logLevel: 'silent' }, 'test') },
    { provide: DataSource, useValue: world.source },
    { provide: Database, useValue: world.db },
    { provide: Clock, useValue: world.clock },
    {
      provide: FactSubscribers,
      useFactory: (queues: Queues) => new FactSubscribers(queues),
      inject: [Queues],
    },
    { provide: Facts, useValue: world.facts },
    { provide: RateLimiter, useValue: new RateLimiter(world.db, world.clock, world.settings) },
    { provide: Queues, useValue: { add: async () => undefined } },
    { provide: PublicUrls, useValue: publicUrls(world.settings) },
    { provide: Metrics, useValue: new Metrics(createLog({ logLevel: 'silent' }, 'test')) },
  ];
  @Global()
  @Module({ providers: provided, exports: provided.map((p) => p.provide) })
  class WorldModule {}
  const builder = Test.createTestingModule({
    imports: [WorldModule, BookingsModule, ...(options.modules ?? [])],
  });
  if (options.lock) builder.overrideProvider(SeatLock).useValue(options.lock);
  const module: TestingModule = await builder.compile();
  return { ...world, get: (what) => module.get(what, { strict: false }) };
}

/** A course session made open; `dates` are pairs of instants. */
export const aSession = (more: object = {}) => ({
  kind: 'course' as const,
  subjectId: '01930000-0000-7000-8000-000000000001',
  title: 'Mental Health First Aid, two days',
  code: 'MHFA',
  family: 'mhfa-two-day',
  capacity: 12 as number | null,
  pricePence: 7500,
  policy: {
    tiers: [
      { minHours: 168, cancel: true, cancelFee: 0, transfer: true, transferFee: 0, substitute: true },
      { minHours: 24, cancel: true, cancelFee: 25, transfer: true, transferFee: 25, substitute: true },
      { minHours: 0, cancel: true, cancelFee: 50, transfer: false, transferFee: 0, substitute: true },
    ],
    noShowFee: 100,
    lateMinutes: 30,
  },
  dates: [
    {
      startsAt: new Date('2027-05-18T08:30:00Z'),
      endsAt: new Date('2027-05-18T15:30:00Z'),
      venue: 'Thornhill Hall',
      town: 'Brighouse',
    },
    {
      startsAt: new Date('2027-05-19T08:30:00Z'),
      endsAt: new Date('2027-05-19T15:30:00Z'),
      venue: 'Thornhill Hall',
      town: 'Brighouse',
    },
  ],
  ...more,
});

/** A form sent by one person for these people. */
export const aForm = (sessionId: string, names: string[], more: object = {}) => ({
  sessionId,
  submissionKey: newToken(),
  booker: { name: names[0]!, email: `${names[0]!.toLowerCase().replace(/\W+/g, '.')}@example.org` },
  employer: { name: `${names[0]} Ltd (sample)`, postcode: 'HX1 1UJ' },
  people: names.map((name) => ({ name, email: `${name.toLowerCase().replace(/\W+/g, '.')}@example.org` })),
  ...more,
});

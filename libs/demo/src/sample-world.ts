import { Global, type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { AccessModule } from '#access';
import { BookingsModule } from '#bookings';
import { EmployersModule } from '#employers';
import { EventsModule } from '#events';
import { InboundMailModule } from '#inbound-mail';
import { DeliveryService, SendingModule } from '#messaging';
import {
  type Actor,
  Clock,
  Database,
  FactSubscribers,
  Facts,
  LOG,
  type Log,
  Metrics,
  PublicUrls,
  Queues,
  RateLimiter,
  Settings,
  type Tx,
} from '#platform';
import { SignatoriesModule } from '#signatories';
import { SurveysModule } from '#surveys';
import { TrainingModule } from '#training';
import type { OneTransaction } from './one-transaction.js';
import { dueMails } from './story.repository.js';

/** A clock that stands where the story is. */
export class SampleClock extends Clock {
  constructor(
    settings: Settings,
    private at: Date,
  ) {
    super(settings);
  }
  override now(): Date {
    return this.at;
  }
  /** Moves on; the story never goes back. */
  moveTo(at: Date): void {
    if (at < this.at)
      throw new Error(`The sample goes back from ${this.at.toISOString()} to ${at.toISOString()}`);
    this.at = at;
  }
}

/** Invented, and says so wherever it shows. */
export const actor: Actor = { kind: 'operator', label: 'Sam Sample (sample)' };

/** The services of the libs, at the story's time and in its one transaction. */
export class SampleWorld {
  private constructor(
    private readonly app: INestApplicationContext,
    readonly db: OneTransaction,
    readonly clock: SampleClock,
  ) {}

  /** The sample area, once it is made. */
  get areaId(): string {
    return this.db.all[0]!;
  }

  /** Boots the libs a second time, beside those of the program: same tables and addresses, other clock and mail server. */
  static async boot(given: {
    settings: Settings;
    log: Log;
    db: OneTransaction;
    clock: SampleClock;
    urls: PublicUrls;
    smtpUrl: string;
  }): Promise<SampleWorld> {
    const { db, clock } = given;
    // The real settings but for the mail server; a private field keeps the secret, so they cannot simply be copied.
    const settings = new Proxy(given.settings, {
      get: (real, name) => (name === 'smtpUrl' ? given.smtpUrl : Reflect.get(real, name, real)),
    });
    const queues = { add: async () => {}, every: async () => {}, work: () => {} };
    const providers = [
      { provide: Settings, useValue: settings },
      { provide: LOG, useValue: given.log },
      { provide: Database, useValue: db },
      // Given, so it stays open when this closes.
      { provide: DataSource, useValue: db.source },
      { provide: Clock, useValue: clock },
      { provide: Queues, useValue: queues },
      { provide: PublicUrls, useValue: given.urls },
      FactSubscribers,
      Facts,
      RateLimiter,
      // Of its own: what the sample sent is no figure of the program's.
      Metrics,
    ];
    @Global()
    @Module({
      providers,
      exports: [...providers.map((one) => ('provide' in one ? one.provide : one))],
    })
    class SamplePlatform {}
    @Module({
      imports: [
        SamplePlatform,
        AccessModule,
        SendingModule,
        InboundMailModule,
        EmployersModule,
        SignatoriesModule,
        BookingsModule,
        TrainingModule,
        EventsModule,
        SurveysModule,
      ],
    })
    class SampleModule {}
    const app = await NestFactory.createApplicationContext(SampleModule, {
      logger: ['error', 'fatal'],
      abortOnError: false,
    });
    return new SampleWorld(app, db, clock);
  }

  get<T>(service: Type<T>): T {
    return this.app.get(service, { strict: false });
  }

  /** A unit of work in the sample area. */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.db.write([this.areaId], work);
  }

  /** Sends what is due by now, as the worker would have. */
  async post(): Promise<void> {
    for (;;) {
      const due = await this.write((tx) => dueMails(tx, this.areaId, this.clock.now()));
      if (!due.length) return;
      const sent = await this.get(DeliveryService).send(this.areaId, due);
      if (!sent) return;
    }
  }

  close(): Promise<void> {
    return this.app.close();
  }
}

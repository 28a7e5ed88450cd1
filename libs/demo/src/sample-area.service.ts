import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type AreaSettingChanges, AreaSettingsService, Areas, Users } from '#access';
import { Employers } from '#employers';
import { Clock, createLog, lockName, london, PublicUrls, Settings, SYSTEM_ACTOR } from '#platform';
import { Courses } from '#training';
import { charterScenes } from './charters.js';
import { mailScenes } from './mail.js';
import { OneTransaction } from './one-transaction.js';
import { addTasks, bringIn, contactScenes } from './pipeline.js';
import { SamplePost } from './sample-post.js';
import { SampleClock, SampleWorld } from './sample-world.js';
import { seatScenes } from './seats.js';
import { Calendar, playAll } from './story.js';
import { surveyScenes } from './survey.js';

export const SAMPLE_SLUG = 'calderdale-sample';
const NAME = 'Calderdale (sample)';
/** What the sample says about itself; example addresses, as they stand in no telephone book. */
const SETTINGS: AreaSettingChanges = {
  networkName: `${NAME} Mindful Employer network`,
  controller: 'Sample Partnership',
  postalAddress: '1 Sample Street, Halifax HX1 0AA',
  replyTo: 'coordinator@calderdale.example',
  telephone: '01632 960 001, on working days 9am to 5pm',
  officer: 'Data protection officer of the Sample Partnership',
  officerEmail: 'data.protection@calderdale.example',
  basis: 'public-task',
  keeping: 'Charters signed on paper are kept for six years after your employer has left.',
};
/** PostgreSQL advisory lock: two people who press the button get one area. */
const LOCK = 'sample area';

/** A sample area to look round in: real employers, and two invented years of work with them. */
@Injectable()
export class SampleArea {
  readonly slug = SAMPLE_SLUG;

  constructor(
    private readonly source: DataSource,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly urls: PublicUrls,
  ) {}

  /**
   * Makes the sample area, all of it or nothing (some seconds), and answers its id; when it is there already, only that.
   * The person named becomes its coordinator. Its mails of the past have gone to nobody and are not sent.
   * `tell` hears in plain words how far it is, some ten times.
   */
  load(userId?: string, tell: (step: string) => void = () => {}): Promise<string> {
    return OneTransaction.of(this.source, async (db) => {
      const post = new SamplePost();
      const clock = new SampleClock(this.settings, new Date(0));
      const { settings } = this;
      // What befalls the people of a story is no news for whoever runs the program; what fails is thrown.
      const log = createLog({ logLevel: 'silent' }, 'sample');
      const world = await SampleWorld.boot({
        settings,
        log,
        db,
        clock,
        urls: this.urls,
        smtpUrl: await post.open(),
      });
      try {
        const known = await db.write([], async (tx) => {
          await lockName(tx, LOCK);
          return world.get(Areas).bySlug(SAMPLE_SLUG);
        });
        if (known) db.all = [known.id];
        else await this.tell(world, userId, tell);
        if (userId) await this.invite(world, userId);
        return world.areaId;
      } finally {
        await world.close();
        await post.close();
      }
    });
  }

  /** The story, from the first list to this morning. */
  private async tell(
    world: SampleWorld,
    userId: string | undefined,
    tell: (step: string) => void,
  ): Promise<void> {
    const now = this.clock.now();
    const calendar = new Calendar(now);
    world.clock.moveTo(calendar.at({ months: -26 }, 9));
    await world.db.write([], async (tx) => {
      const area = await world.get(Areas).create({ name: NAME, slug: SAMPLE_SLUG, gssCode: 'E08000033' }, tx);
      world.db.all = [area.id];
      await world.get(AreaSettingsService).change(tx, area.id, SETTINGS, SYSTEM_ACTOR);
    });
    const members = await bringIn(world);
    const count = await world.write((tx) => world.get(Employers).count(tx, world.areaId));
    tell(`${count} employers are in`);
    await world.write((tx) => world.get(Courses).addFirst(tx, world.areaId));
    const scenes = [charterScenes, contactScenes, seatScenes, surveyScenes, mailScenes].flatMap((part) =>
      part(calendar, members),
    );
    let told = '';
    await playAll(world, scenes, now, (at) => {
      const month = london(at).setLocale('en-GB');
      // Every third month is enough of a sign of life.
      const due = !told || month.month % 3 === 2 || month.hasSame(london(now), 'month');
      const step = `The work of ${month.toFormat('LLLL yyyy')}`;
      if (!due || step === told) return;
      told = step;
      tell(step);
    });
    world.clock.moveTo(now);
    await addTasks(world, calendar, members, userId);
  }

  private invite(world: SampleWorld, userId: string): Promise<void> {
    return world.db.write([], async (tx) => {
      const held = await world.get(Users).grants(userId);
      if (!held.some((grant) => grant.role === 'coordinator' && grant.areaId === world.areaId))
        await world.get(Users).grant(tx, userId, 'coordinator', world.areaId);
    });
  }
}

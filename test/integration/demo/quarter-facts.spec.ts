import { Agencies } from '#access';
import { DueSessions } from '#bookings';
import { programRules } from '#contact-policy';
import { Activities, Employers, EmployersModule, type Sector, stageByName } from '#employers';
import { Events, EventsModule } from '#events';
import { type Actor, londonDay, type Tx, weekdays } from '#platform';
import { Charters, charterVersions, SignatoriesModule } from '#signatories';
import { type CourseKind, CourseSessions, Courses, TrainingModule } from '#training';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { type Wanted, wanted } from '../../support/quarter-facts.js';
import { ScriptedSmtp } from '../../support/smtp-server.js';
import { messagingOn, write as writeMail } from '../messaging/mail.js';

const sam: Actor = { kind: 'user', label: 'Sam Sample' };
const sectors: Record<string, Sector> = {
  private: 'private',
  third: 'third',
  'other-public': 'public_other',
  'mental-health': 'public_mh',
};
const postcodes: Record<string, string> = {
  E08000033: 'HX1 1UJ',
  E08000034: 'HD1 2QS',
  E08000036: 'WF1 1LT',
};
/** The example has wordings the program has not. */
const wordingOf = (version: unknown) => Math.min(Number(version), charterVersions.length);

/**
 * Which kinds of the file the program makes today, and by what. Left out, because nothing of the program does it yet:
 * attendance (place-attended, place-part, place-no-show, outcome-corrected, register-closed), reviews, contracts, help,
 * merging, resources, figures others give; a signature whose day is corrected or that is taken back; emails of other agencies.
 */
describe('facts of five quarters', () => {
  let world: TestWorld;
  let smtp: ScriptedSmtp;
  let program: Awaited<ReturnType<typeof messagingOn>>;
  const employers = new Map<string, string>();
  const of = (...kinds: string[]) =>
    wanted.filter(
      (row) => kinds.includes(row.kind) && !row.corrects && !wanted.some((c) => c.corrects === row.id),
    );

  beforeAll(async () => {
    world = await testDatabase();
    smtp = new ScriptedSmtp();
    program = await messagingOn(world, await smtp.listen(), [
      EmployersModule,
      SignatoriesModule,
      TrainingModule,
      EventsModule,
    ]);
    for (const row of of('employers.added')) {
      world.clock.set(row.occurred_at);
      const { sector, headcount, authority } = row.data;
      const made = await inArea((tx) =>
        program.get(Employers).create(
          tx,
          world.areaId,
          {
            name: row.employer,
            sector: sectors[String(sector)] ?? null,
            headcount: headcount as number | null,
            postcode: authority ? postcodes[String(authority)]! : null,
          },
          sam,
        ),
      );
      employers.set(row.employer, made.id);
    }
  });
  afterAll(async () => {
    await program.close();
    await smtp.close();
    await world.close();
  });

  const inArea = <T>(work: (tx: Tx) => Promise<T>) => world.db.write([world.areaId], work);
  /** What the program wrote down of a kind: employer as the example calls it, instant, data. */
  const written = async (kind: string) => {
    const names = new Map([...employers].map(([name, id]) => [id, name]));
    const rows = await world.owner<{
      id: string;
      employer_id: string | null;
      happened_at: Date;
      corrects: string | null;
      data: Record<string, unknown>;
    }>(
      'SELECT id, employer_id, happened_at, corrects, data FROM fact WHERE kind = $1 ORDER BY happened_at, id',
      [kind],
    );
    return rows.map((row) => ({
      id: row.id,
      corrects: row.corrects,
      employer: names.get(row.employer_id ?? '') ?? '',
      at: row.happened_at.toISOString().replace('.000Z', 'Z'),
      data: row.data,
    }));
  };
  /** Each wanted fact is among the written ones: employer, instant and every field of its data, as they stand. */
  const expectAll = async (rows: readonly Wanted[], fields = (data: Record<string, unknown>) => data) => {
    const found = await written(rows[0]!.kind);
    for (const row of rows)
      expect(found).toContainEqual(
        expect.objectContaining({
          employer: row.employer,
          at: row.occurred_at,
          data: expect.objectContaining(fields(row.data)),
        }),
      );
    return found;
  };

  it('employers are added with sector, headcount and authority, at the first stage', async () => {
    expect(await expectAll(of('employers.added'))).toHaveLength(38);
    const moves = await written('employers.stage-moved');
    expect(moves).toHaveLength(38);
    for (const { data } of moves) expect(data).toMatchObject({ from: null, to: 'Identified' });
  });

  it('employers change with the values that changed', async () => {
    for (const row of of('employers.changed')) {
      world.clock.set(row.occurred_at);
      const { sector, headcount } = row.data;
      await inArea((tx) =>
        program.get(Employers).change(
          tx,
          employers.get(row.employer)!,
          {
            ...(sector !== undefined && { sector: sectors[String(sector)]! }),
            ...(headcount !== undefined && { headcount: headcount as number }),
          },
          sam,
        ),
      );
    }
    expect(await expectAll(of('employers.changed'))).toHaveLength(3);
  });

  it('calls and visits are contacts, by whichever agency', async () => {
    const talks = of('employers.contacted').filter((row) => row.data['channel'] !== 'mail');
    expect(talks).toHaveLength(33);
    for (const row of talks) {
      world.clock.set(row.occurred_at);
      const agency = String(row.data['agency']);
      await inArea(async (tx) =>
        program.get(Activities).log(
          tx,
          world.areaId,
          employers.get(row.employer)!,
          {
            kind: row.data['channel'] as 'call' | 'visit',
            subject: 'A talk',
            agencyId:
              agency === 'coordinator' ? null : await program.get(Agencies).named(tx, world.areaId, agency),
          },
          sam,
        ),
      );
    }
    expect(await expectAll(talks)).toHaveLength(talks.length);
    // A call nobody answered was tried, and does not count.
    await inArea((tx) =>
      program
        .get(Activities)
        .log(
          tx,
          world.areaId,
          employers.get('f-e001')!,
          { kind: 'call', subject: 'x', outcome: 'no-answer' },
          sam,
        ),
    );
    expect((await written('employers.contacted')).at(-1)!.data).toMatchObject({
      channel: 'call',
      counts: false,
    });
  });

  it('emails that have gone are contacts, those of one mailing by its name', async () => {
    const mails = of('employers.contacted').filter(
      ({ data }) => data['channel'] === 'mail' && data['agency'] === 'coordinator' && data['counts'] === true,
    );
    expect(mails).toHaveLength(6);
    // The example writes at any hour, and once more to whom it has just rung.
    const limits = { short: { max: 'unlimited', days: 1 }, long: { max: 'unlimited', days: 1 } };
    await world.owner(
      `INSERT INTO contact_rules (id, area_id, version, rules, saved_at, saved_by) VALUES (gen_random_uuid(), $1, 1, $2, now(), '{"kind":"program"}')`,
      [
        world.areaId,
        {
          ...programRules('england-and-wales'),
          limits: { employer: limits, person: limits },
          workingDays: weekdays,
          sendFrom: '00:00',
          sendUntil: '24:00',
        },
      ],
    );
    for (const row of mails) {
      world.clock.set(row.occurred_at);
      await writeMail(world, program.outbox, [`${row.id}@employer.example`], {
        employerId: employers.get(row.employer)!,
        immediate: true,
        ...(row.data['mailing'] ? { campaign: String(row.data['mailing']) } : {}),
      } as object);
      await program.sendDue();
    }
    await expectAll(mails);
  });

  it('stages are moved by hand, first and again', async () => {
    const moves = of('employers.stage-moved').filter(({ data }) => data['from'] && data['to'] !== 'Signed');
    for (const row of moves) {
      world.clock.set(row.occurred_at);
      await inArea((tx) =>
        program
          .get(Employers)
          .moveStage(tx, world.areaId, employers.get(row.employer)!, stageByName(row.data['to'])!, sam),
      );
    }
    expect(await expectAll(moves)).toHaveLength(38 + moves.length);
    // Taken back: the move is void and counts nowhere.
    const last = (await written('employers.stage-moved')).at(-1)!;
    await inArea((tx) => program.get(Employers).undoMove(tx, employers.get(last.employer)!, last.id, sam));
    expect((await written('employers.stage-moved')).at(-1)).toMatchObject({
      corrects: last.id,
      data: { void: true },
    });
  });

  it('signatures, ends and returns; an end undone is void', async () => {
    const charters = program.get(Charters);
    const rows = of(
      'signatories.signed',
      'signatories.returned',
      'signatories.lapsed',
      'signatories.withdrawn',
    ).filter(({ employer }) => employer !== 'f-e009' && employer !== 'f-e032');
    for (const row of rows) {
      world.clock.set(row.occurred_at);
      const employerId = employers.get(row.employer)!;
      const [latest] = await inArea((tx) => charters.ofEmployer(tx, world.areaId, employerId));
      if (row.kind.endsWith('signed') || row.kind.endsWith('returned'))
        await inArea((tx) =>
          charters.sign(
            tx,
            world.areaId,
            {
              employerId,
              signatoryName: 'Robin Example',
              signatoryRole: 'Director',
              signedOn: londonDay(new Date(row.occurred_at)),
              version: String(wordingOf(row.data['version'])),
            },
            sam,
          ),
        );
      else
        await inArea((tx) =>
          charters.end(
            tx,
            world.areaId,
            latest!.id,
            { how: row.kind.endsWith('lapsed') ? 'lapsed' : 'withdrawn', reason: 'The example says so' },
            sam,
          ),
        );
    }
    const version = (data: Record<string, unknown>) =>
      'version' in data ? { version: wordingOf(data['version']) } : data;
    for (const kind of ['signatories.signed', 'signatories.lapsed', 'signatories.withdrawn'])
      await expectAll(
        rows.filter((row) => row.kind === kind),
        version,
      );
  });

  it('a signature after an end is a return', async () => {
    const charters = program.get(Charters);
    const employerId = employers.get('f-e009')!;
    const sign = (day: string) =>
      inArea((tx) =>
        charters.sign(
          tx,
          world.areaId,
          { employerId, signatoryName: 'Robin Example', signatoryRole: 'Director', signedOn: day },
          sam,
        ),
      );
    world.clock.set('2024-10-16T09:10:00Z');
    const { id } = await sign('2024-10-16');
    world.clock.set('2026-10-30T09:00:00Z');
    await inArea((tx) =>
      charters.end(tx, world.areaId, id, { how: 'lapsed', reason: 'Nothing was heard of them' }, sam),
    );
    world.clock.set('2026-11-16T15:30:00Z');
    await sign('2026-11-16');
    expect(await written('signatories.returned')).toMatchObject([
      { employer: 'f-e009', at: '2026-11-16T15:30:00Z', data: { version: charterVersions.length } },
    ]);
  });

  it('a session is held at the end of its last day, with its family, capacity and who commissioned it', async () => {
    const rows = of('bookings.session-held');
    const forums = new Set(rows.filter(({ data }) => data['family'] === 'forum').map((row) => row.id));
    for (const row of rows) {
      const end = new Date(row.occurred_at);
      const dates = [{ startsAt: new Date(end.getTime() - 7_200_000), endsAt: end }];
      world.clock.set(new Date(end.getTime() - 40 * 86_400_000).toISOString());
      const { family, capacityAtStart, commissionedBy } = row.data;
      const seats = { capacity: capacityAtStart as number, pricePence: 0, dates };
      await inArea(async (tx) => {
        if (forums.has(row.id))
          return program
            .get(Events)
            .create(tx, world.areaId, { kind: 'forum', title: row.id, summary: 'x', ...seats }, sam);
        const courseId = await program.get(Courses).create(tx, world.areaId, {
          kind: family as CourseKind,
          title: row.id,
          summary: 'x',
          pricePence: 0,
        });
        return program.get(CourseSessions).create(
          tx,
          {
            courseId,
            ...seats,
            commissionedBy: commissionedBy ? employers.get(String(commissionedBy))! : null,
          },
          sam,
        );
      });
    }
    world.clock.set('2026-12-31T12:00:00Z');
    await program.get(DueSessions).run();
    await program.get(DueSessions).run();
    const found = await expectAll(rows, ({ commissionedBy, ...data }) => ({
      ...data,
      commissionedBy: commissionedBy ? employers.get(String(commissionedBy))! : null,
    }));
    expect(found).toHaveLength(rows.length);
  });
});

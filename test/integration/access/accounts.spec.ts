import { Test } from '@nestjs/testing';
import {
  AccessModule,
  FirstAccount,
  INVITATION,
  Links,
  rightOf,
  SignIn,
  SignInSessions,
  Tokens,
  TooManyTries,
  Users,
} from '#access';
import { type Actor, CodedError, newId, PlatformModule } from '#platform';
import { PublicPagesModule } from '../../../apps/public-pages.js';
import { type TestWorld, testDatabase } from '../../support/database.js';

const PASSWORD = 'otter lamp ninety river';
const operator: Actor = { kind: 'operator' };
const MINUTE = 60_000;

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof CodedError ? error.code : String(error)),
  );

describe('accounts', () => {
  let world: TestWorld;
  let users: Users;
  let links: Links;
  let sessions: SignInSessions;
  let signIn: SignIn;
  let tokens: Tokens;
  let first: FirstAccount;
  let close: () => Promise<void>;
  let n = 0;

  const account = async () => {
    const email = `sam${++n}@example.org`;
    const id = await world.db.write([], (tx) =>
      users.create(tx, { name: 'Sam Sample', email, password: PASSWORD }),
    );
    return { id, email };
  };
  const later = (ms: number) => world.clock.set(new Date(world.clock.now().getTime() + ms).toISOString());

  beforeAll(async () => {
    world = await testDatabase();
    const module = await Test.createTestingModule({
      imports: [PlatformModule.forRoot('test', world.settings), PublicPagesModule, AccessModule],
    }).compile();
    users = module.get(Users);
    links = module.get(Links);
    sessions = module.get(SignInSessions);
    signIn = module.get(SignIn);
    tokens = module.get(Tokens);
    first = module.get(FirstAccount);
    close = () => module.close();
  });
  afterAll(async () => {
    await close();
    await world.close();
  });
  beforeEach(() => world.clock.set('2026-11-24T09:00:00Z'));

  it('begin with one link, of which only the newest works, once, for 72 hours', async () => {
    const token = async () => new URL((await first.link())!).pathname.split('/').at(-1)!;
    const [old, fresh] = [await token(), await token()];
    const person = { name: 'Ada First', email: 'ada@example.org', password: PASSWORD };
    expect(await codeOf(first.make(old, person))).toBe('access.link-ended');
    expect(await codeOf(first.make(fresh, { ...person, password: 'short' }))).toBe('access.password');
    later(73 * 60 * MINUTE);
    expect(await codeOf(first.make(fresh, person))).toBe('access.link-ended');
    const newest = await token();
    const both = await Promise.all([
      codeOf(first.make(newest, person)),
      codeOf(first.make(newest, { ...person, email: 'b@example.org' })),
    ]);
    expect(both.sort()).toEqual(['access.link-ended', 'done']);
    expect(await first.link()).toBeUndefined();
    const made = (await users.byEmail('ADA@example.org ')) ?? (await users.byEmail('b@example.org'));
    // The areas stood there before anybody had an account: whoever comes first is their coordinator.
    const grants = await users.grants(made!.id);
    expect(grants).toHaveLength(3);
    expect(grants).toEqual(
      expect.arrayContaining([
        { role: 'administrator', areaId: null, agencyId: null },
        { role: 'coordinator', areaId: world.areaId, agencyId: null },
        { role: 'coordinator', areaId: world.secondAreaId, agencyId: null },
      ]),
    );
    const area = await first.makeArea(made!.id, { name: 'West Yorkshire' });
    expect(area.slug).toBe('west-yorkshire');
    // Who makes an area is asked and told so; where it was there before, nobody was asked, and nothing is published.
    expect(area.settings['replyTo']).toBe(made!.email);
    const before = await world.owner<{ to: string }>(
      `SELECT settings ->> 'replyTo' AS to FROM area WHERE id = $1`,
      [world.areaId],
    );
    expect(before).toEqual([{ to: null }]);
    expect(rightOf(await users.grants(made!.id), [area.id], 'employer', 'create')?.areas).toContain(area.id);
    expect(await codeOf(first.makeArea(made!.id, { name: 'West  Yorkshire' }))).toBe('access.area-taken');
  });

  it('keep passwords as argon2id with 19 MiB and two passes, and nothing else', async () => {
    const { id } = await account();
    const [row] = await world.owner<{ password_hash: string }>(
      'SELECT password_hash FROM app_user WHERE id = $1',
      [id],
    );
    const [, kind, version, costs] = row!.password_hash.split('$');
    expect([kind, version, costs!.split(',').sort()]).toEqual([
      'argon2id',
      'v=19',
      ['m=19456', 'p=1', 't=2'],
    ]);
  });

  it('say the same of a wrong name and a wrong password, and count both', async () => {
    const { email } = await account();
    const says = (address: string) =>
      signIn.signIn(address, 'not the password', null).catch((error: Error) => error.message);
    expect(await says(email)).toBe(await says('nobody@example.org'));
    for (let i = 0; i < 9; i++) await says('nobody2@example.org');
    expect(await codeOf(signIn.signIn('nobody2@example.org', 'x', null))).toBe('access.wrong-sign-in');
    expect(await codeOf(signIn.signIn('nobody2@example.org', 'x', null))).toBe('access.too-many-tries');
  });

  it('take as long over an account that does not exist', async () => {
    const { email } = await account();
    const time = async (address: string) => {
      const spent: number[] = [];
      for (let i = 0; i < 7; i++) {
        const from = performance.now();
        await signIn.signIn(address, 'not the password', null).catch(() => undefined);
        spent.push(performance.now() - from);
      }
      return spent.sort((a, b) => a - b)[3]!;
    };
    const [known, unknown] = [await time(email), await time('nobody3@example.org')];
    expect(Math.min(known, unknown) / Math.max(known, unknown)).toBeGreaterThan(0.4);
  });

  it('refuse after ten tries, also at once and with the right password, and let in after the wait', async () => {
    const { email } = await account();
    const tries = await Promise.all(
      Array.from({ length: 14 }, () => codeOf(signIn.signIn(email, 'not the password', null))),
    );
    expect(tries.filter((code) => code === 'access.wrong-sign-in')).toHaveLength(10);
    expect(tries.filter((code) => code === 'access.too-many-tries')).toHaveLength(4);
    const refused = await signIn.signIn(email, PASSWORD, null).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(TooManyTries);
    expect((refused as TooManyTries).retryAt).toEqual(new Date('2026-11-24T09:01:00Z'));
    later(MINUTE);
    expect(await codeOf(signIn.signIn(email, PASSWORD, null))).toBe('done');
    // A success clears the count.
    expect(await codeOf(signIn.signIn(email, 'not the password', null))).toBe('access.wrong-sign-in');
  });

  it('sign in with a new id, of which the database holds only the hash, for 12 hours', async () => {
    const { email, id: userId } = await account();
    const one = (await signIn.signIn(email, PASSWORD, null)).id;
    const two = (await signIn.signIn(email, PASSWORD, null, one)).id;
    expect(two).not.toBe(one);
    expect(Buffer.from(two, 'base64url')).toHaveLength(32);
    expect(await sessions.find(one)).toBeUndefined();
    expect((await sessions.find(two))?.userId).toBe(userId);
    const stored = JSON.stringify(await world.owner('SELECT * FROM sign_in_session'));
    expect(stored).not.toContain(two);
    later(12 * 60 * MINUTE - 1);
    expect(await sessions.find(two)).toBeDefined();
    later(1);
    expect(await sessions.find(two)).toBeUndefined();
  });

  it('of people whose access ended open nothing any more', async () => {
    const { email, id } = await account();
    const session = (await signIn.signIn(email, PASSWORD, null)).id;
    const token = await world.db.write([], (tx) =>
      tokens.create(tx, { name: 't', userId: id, scopes: ['*'], areaIds: [world.areaId] }),
    );
    await world.db.write([], (tx) => users.setDisabled(tx, id, true, operator, 'left'));
    expect(await sessions.find(session)).toBeUndefined();
    expect(await tokens.find(token.token)).toBeUndefined();
    expect(await codeOf(signIn.signIn(email, PASSWORD, null))).toBe('access.wrong-sign-in');
  });

  it('are made by invitation: a link that works once and ends other sign-ins', async () => {
    const invite = (email: string) =>
      world.db.write([], (tx) =>
        users.invite(tx, { name: 'Jo Specimen', email, role: 'coordinator', areaId: world.areaId }, operator),
      );
    const { userId, token } = await invite('jo@example.org');
    expect(await codeOf(signIn.signIn('jo@example.org', PASSWORD, null))).toBe('access.wrong-sign-in');
    expect((await links.find(INVITATION, token!)).subjectId).toBe(userId);
    expect(await codeOf(world.db.write([], (tx) => users.accept(tx, token!, 'jospecimen12')))).toBe(
      'access.password',
    );
    expect(await codeOf(world.db.write([], (tx) => users.accept(tx, token!, PASSWORD)))).toBe('done');
    expect(await codeOf(world.db.write([], (tx) => users.accept(tx, token!, PASSWORD)))).toBe(
      'access.link-ended',
    );
    const session = (await signIn.signIn('jo@example.org', PASSWORD, null)).id;
    // Known already: only the role is added, and no link is made.
    expect((await invite('JO@example.org')).token).toBeUndefined();
    const again = await world.db.write([], (tx) => users.renewLink(tx, userId, operator, 'forgotten'));
    await world.db.write([], (tx) => users.accept(tx, again, 'another good password'));
    expect(await sessions.find(session)).toBeUndefined();
  });
});

describe('links', () => {
  let world: TestWorld;
  let links: Links;
  let close: () => Promise<void>;
  beforeAll(async () => {
    world = await testDatabase();
    const module = await Test.createTestingModule({
      imports: [PlatformModule.forRoot('test', world.settings), AccessModule],
    }).compile();
    links = module.get(Links);
    close = () => module.close();
  });
  afterAll(async () => {
    await close();
    await world.close();
  });

  it('open their one purpose until they end, and are stored as hashes', async () => {
    const expiresAt = new Date('2026-11-25T09:00:00Z');
    const subjectId = newId();
    const make = (purpose: string) =>
      world.db.write([], (tx) => links.create(tx, { purpose, areaId: world.areaId, subjectId, expiresAt }));
    const token = await make('booking');
    expect(await links.find('booking', token)).toEqual({ areaId: world.areaId, subjectId, expiresAt });
    const opened = { areaId: world.areaId, subjectId, expiresAt };
    expect(await links.open('booking', token)).toEqual({ ...opened, ended: false });
    expect(await codeOf(links.find('survey, employer', token))).toBe('access.link-unknown');
    expect(await codeOf(links.find('booking', 'not-a-token'))).toBe('access.link-unknown');
    expect(JSON.stringify(await world.owner('SELECT * FROM link_token'))).not.toContain(token);
    const other = await make('booking');
    await world.db.write([], (tx) => links.revoke(tx, 'booking', subjectId));
    expect(await codeOf(links.find('booking', other))).toBe('access.link-ended');
    const late = await make('booking');
    world.clock.set('2026-11-25T09:00:00Z');
    expect(await codeOf(links.find('booking', late))).toBe('access.link-ended');
    expect(await links.open('booking', late)).toEqual({ ...opened, ended: true });
  });

  it('that lead to no record open none', async () => {
    const input = { purpose: 'first account', areaId: null, subjectId: null, expiresAt: null };
    const token = await world.db.write([], (tx) => links.create(tx, input));
    expect(await links.find('first account', token)).toMatchObject({ areaId: null, subjectId: null });
    expect(await codeOf(links.open('first account', token))).toBe('access.link-unknown');
  });

  it('made many at once keep their order', async () => {
    const subjects = Array.from({ length: 50 }, () => newId());
    const tokens = await world.db.write([], (tx) =>
      links.createMany(
        tx,
        subjects.map((subjectId) => ({
          purpose: 'survey, employer',
          areaId: world.areaId,
          subjectId,
          expiresAt: null,
        })),
      ),
    );
    for (const i of [0, 17, 49])
      expect((await links.find('survey, employer', tokens[i]!)).subjectId).toBe(subjects[i]);
  });
});

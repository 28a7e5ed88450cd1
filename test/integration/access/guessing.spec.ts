import { jest } from '@jest/globals';
import { Test } from '@nestjs/testing';
import argon2 from 'argon2';
import { AccessModule, KnownBrowsers, Links, SignIn, Users } from '#access';
import { CodedError, newToken, PlatformModule } from '#platform';
import { PublicPagesModule } from '../../../apps/public-pages.js';
import { Passwords } from '../../../libs/access/src/password.service.js';
import { type TestWorld, testDatabase } from '../../support/database.js';

const PASSWORD = 'otter lamp ninety river';
const GUESSES = 100_000;

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof CodedError ? error.code : String(error)),
  );
/** How often each answer came. */
const tally = (codes: string[]): Record<string, number> =>
  Object.fromEntries([...new Set(codes)].map((code) => [code, codes.filter((one) => one === code).length]));

/** reliability.md section 2, rows 22 and 31. */
describe('guessing', () => {
  let world: TestWorld;
  let users: Users;
  let links: Links;
  let signIn: SignIn;
  let browsers: KnownBrowsers;
  let fits: jest.SpiedFunction<Passwords['fits']>;
  let close: () => Promise<void>;
  let n = 0;

  const account = async () => {
    const email = `sam${++n}@example.org`;
    const id = await world.db.write([], (tx) =>
      users.create(tx, { name: 'Sam Sample', email, password: PASSWORD }),
    );
    return { id, email };
  };

  beforeAll(async () => {
    world = await testDatabase();
    const module = await Test.createTestingModule({
      imports: [PlatformModule.forRoot('test', world.settings), PublicPagesModule, AccessModule],
    }).compile();
    users = module.get(Users);
    links = module.get(Links);
    signIn = module.get(SignIn);
    browsers = module.get(KnownBrowsers);
    fits = jest.spyOn(module.get(Passwords), 'fits');
    close = () => module.close();
  });
  afterAll(async () => {
    await close();
    await world.close();
  });
  beforeEach(async () => {
    fits.mockClear();
    await world.owner('DELETE FROM rate_count');
  });

  it('100,000 link tokens opens nothing: made up, a letter off, cut, ended, of another purpose', async () => {
    const link = { purpose: 'booking', areaId: world.areaId, subjectId: world.areaId };
    const [valid, other, ended] = await world.db.write([], async (tx) => [
      await links.create(tx, { ...link, expiresAt: null }),
      await links.create(tx, { ...link, purpose: 'survey, employer', expiresAt: null }),
      await links.create(tx, { ...link, expiresAt: new Date(0) }),
    ]);
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const off = (at: number) => {
      const place = at % valid!.length;
      const letter = letters[Math.floor(at / valid!.length) % letters.length]!;
      return valid!.slice(0, place) + letter + valid!.slice(place + 1);
    };
    const kinds: ((at: number) => string)[] = [
      () => newToken(),
      off,
      (at) => valid!.slice(0, at % valid!.length),
      (at) => valid! + letters[at % letters.length],
      () => other!,
      () => ended!,
      (at) => `~${valid}${at}`,
    ];
    const codes: string[] = [];
    // As many at once as there are connections.
    await Promise.all(
      Array.from({ length: 10 }, async (_, lane) => {
        for (let at = lane; at < GUESSES; at += 10) {
          const token = kinds[at % kinds.length]!(at);
          if (token === valid) continue;
          codes.push(await codeOf(links.find('booking', token)));
        }
      }),
    );
    expect(codes.length).toBeGreaterThan(GUESSES * 0.99);
    expect(Object.keys(tally(codes)).sort()).toEqual(['access.link-ended', 'access.link-unknown']);
    // Control: the one that was made for it does.
    expect(await codeOf(links.find('booking', valid!))).toBe('done');
    expect(await codeOf(links.find('survey, employer', other!))).toBe('done');
  }, 180_000);

  it('1,000 passwords of one account looks at ten of them in five minutes, from however many networks', async () => {
    const { email } = await account();
    const codes: string[] = [];
    for (let at = 0; at < 1_000; at++)
      codes.push(
        await codeOf(
          signIn.signIn(email, `guess ${at}`, null, undefined, { network: `198.51.100.${at % 250}` }),
        ),
      );
    expect(tally(codes)).toEqual({ 'access.wrong-sign-in': 10, 'access.too-many-tries': 990 });
    expect(fits).toHaveBeenCalledTimes(10);
    // The owner comes in with a browser that is known, without waiting.
    const { id } = (await users.byEmail(email))!;
    const browser = await world.db.write([], (tx) => browsers.remember(tx, id, undefined));
    expect(
      await codeOf(signIn.signIn(email, PASSWORD, null, undefined, { network: '198.51.100.1', browser })),
    ).toBe('done');
    // Control: with the failures forgotten as fast as they come, every guess is looked at.
    fits.mockClear();
    for (let at = 0; at < 30; at++) {
      await world.owner('DELETE FROM sign_in_failure');
      await codeOf(signIn.signIn(email, `guess ${at}`, null));
    }
    expect(fits).toHaveBeenCalledTimes(30);
  }, 120_000);

  it('one password on 1,000 addresses from one network looks at ten of them in five minutes', async () => {
    const real = await account();
    const addresses = Array.from({ length: 1_000 }, (_, at) =>
      at === 5 ? real.email : `person${at}@example.org`,
    );
    const audit = async () => (await world.owner('SELECT id FROM audit_entry')).length;
    const before = await audit();
    const spray = async (network: (at: number) => string) => {
      const codes: string[] = [];
      for (const [at, email] of addresses.entries())
        codes.push(
          await codeOf(signIn.signIn(email, 'Spring2026!spring', null, undefined, { network: network(at) })),
        );
      return tally(codes);
    };
    expect(await spray(() => '203.0.113.7')).toEqual({ 'access.wrong-sign-in': 10, 'too-often': 990 });
    expect(fits).toHaveBeenCalledTimes(10);
    // One address had an account; nothing that strangers make up grows the audit, and what was refused is one row.
    expect((await audit()) - before).toBe(1);
    expect(
      await world.owner(
        `SELECT refused FROM rate_count WHERE limit_name LIKE 'accounts at which sign-ins failed%' AND refused > 0`,
      ),
    ).toEqual([{ refused: 990 }]);
    // Control: it is the network that is counted.
    fits.mockClear();
    await world.owner('DELETE FROM sign_in_failure');
    addresses.length = 30;
    expect(await spray((at) => `198.51.100.${at}`)).toEqual({ 'access.wrong-sign-in': 30 });
    expect(fits).toHaveBeenCalledTimes(30);
  }, 180_000);

  it('gets the same words and the same work for an address without an account', async () => {
    const { email } = await account();
    const says = (address: string) =>
      signIn
        .signIn(address, 'not the password', null)
        .catch((error: CodedError) => [error.code, error.fields]);
    const answers = [await says(email), await says('nobody@example.org')];
    expect(answers[1]).toEqual(answers[0]);
    // A hash is compared in both cases: where there is no account, that of nobody's password.
    expect(fits.mock.calls.map(([hash]) => typeof hash)).toEqual(['string', 'undefined']);
    const verify = jest.spyOn(argon2, 'verify');
    for (const address of [email, 'nobody@example.org']) await says(address);
    expect(verify).toHaveBeenCalledTimes(2);
    for (const [hash] of verify.mock.calls) expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,/);
    verify.mockRestore();
  });
});

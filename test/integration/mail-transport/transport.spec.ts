import { setTimeout as sleep } from 'node:timers/promises';
import { type ScriptedOptions, ScriptedSmtp } from '../../support/smtp-server.js';
import { inShort, parcelTo, poolTo } from './transport.js';

/** What a mail comes to: the result, and how many the server has then. */
const fates = (
  [
    ['ok', 'accepted: 250 2.0.0 Queued', 1],
    ['mail4xx', 'refused, sender: 451 4.3.0 No sender now', 0, 'mail4xx'],
    ['mail5xx', 'refused, sender: 550 5.7.1 Not this sender', 0, 'mail5xx'],
    ['mail421', 'refused, sender: 421 4.3.2 Closing down', 0, 'mail421'],
    ['maillies', 'refused, sender: 550 5.7.1 Not this sender', 0, 'maillies'],
    ['greylist', 'refused, recipient: 451 4.7.1 Greylisted, try again later', 0],
    ['rcpt4xx', 'refused, recipient: 450 4.2.0 Mailbox busy', 0],
    ['rcpt5xx', 'refused, recipient: 550 5.7.1 We do not want this', 0],
    ['nouser', 'refused, recipient: 550 5.1.1 No such user', 0],
    ['full', 'refused, recipient: 552 5.2.2 Mailbox full', 0],
    ['rcpt421', 'refused, recipient: 421 4.3.2 Closing down', 0],
    ['rcptlies', 'refused, recipient: 550 5.7.1 We do not want this', 0],
    ['dropatrcpt', 'silent, claimed', 0],
    ['data4xx', 'refused, data: 451 4.3.0 No mail now', 0],
    ['data5xx', 'refused, data: 554 5.5.1 No mail ever', 0],
    ['data421', 'refused, data: 421 4.3.2 Closing down', 0],
    ['data250', 'silent, claimed', 0],
    ['dropbeforedata', 'silent, claimed', 0],
    ['drop354', 'silent, data', 0],
    ['early', 'silent, claimed', 0],
    ['dropmid', 'silent, data', 0],
    ['dropkept', 'silent, data', 1],
    ['droplost', 'silent, data', 0],
    ['dot4xx', 'refused, data: 451 4.3.0 Try again later', 0],
    ['dot5xx', 'refused, data: 554 5.6.0 Not like this', 0],
    ['dotnouser', 'refused, data: 550 5.1.1 No such user after all', 0],
    ['dot421', 'refused, data: 421 4.3.2 Closing down', 0],
    ['dotodd', 'refused, data: 451 4.3.0 Odd words', 0],
    [
      'dotlines',
      'refused, data: 554-5.6.0 Not like this, / 554-5.6.0 nor like that, / 554 5.6.0 nor at all',
      0,
    ],
    ['flood', 'silent, claimed', 0],
    ['babble', 'silent, claimed', 0],
    ['garbled', 'silent, claimed', 0],
    ['twice', 'silent, claimed', 0],
    ['mixed', 'silent, claimed', 0],
    ['slow', 'accepted: 250 2.0.0 Queued', 1],
    ['slowrcpt', 'accepted: 250 2.0.0 Queued', 1],
    ['tarpit', 'accepted: 250 2.0.0 Queued', 1, 'tarpit'],
  ] as [to: string, result: string, arrived: number, sender?: string][]
).map(([to, result, arrived, sender = 'network']) => [to, result, arrived, sender] as const);

describe.each([
  ['with PIPELINING', true],
  ['one command after the other', false],
])('a mail handed over %s', (_, pipelining) => {
  let smtp: ScriptedSmtp;
  let address: string;
  beforeAll(async () => {
    smtp = new ScriptedSmtp({ pipelining });
    smtp.slowMs = 100;
    address = await smtp.listen();
  });
  afterAll(() => smtp.close());

  it.each(fates)('to %s: %s', async (to, result, arrived, sender) => {
    const pool = poolTo(address, { MAIL_CONNECTIONS: '1' });
    const mail = parcelTo(`${to}@alone.example.org`, { from: `${sender}@example.org` });
    expect(inShort(await pool.send(mail))).toBe(result);
    expect(smtp.to(mail.to)).toHaveLength(arrived);
    const [kind, stage] = result.split(/[,:] ?/);
    const ready = kind === 'accepted' || stage === 'data';
    if (!ready) expect([0, 1]).toContain(mail.asked);
    else if (!/^data/.test(to)) expect(mail.asked).toBe(1);
    // The answer to the end of a mail to nobody may be on its way.
    for (let n = 0; n < 100 && pool.busy > 0; n++) await sleep(10);
    expect([pool.waiting, pool.busy]).toEqual([0, 0]);
    pool.onModuleDestroy();
  });

  it.each(fates)(
    'to %s between others: %s, and the others arrive once',
    async (to, result, arrived, sender) => {
      const pool = poolTo(address, { MAIL_CONNECTIONS: '1' });
      const mail = parcelTo(`${to}.between@example.org`, { from: `${sender}@example.org` });
      const others = ['a', 'b', 'c', 'd'].map((name) => parcelTo(`${name}.${to}@example.org`));
      const [before1, before2, after1, after2] = others;
      const results = await Promise.all(
        [before1!, before2!, mail, after1!, after2!].map((one) => pool.send(one)),
      );
      expect(inShort(results[2]!)).toBe(result);
      expect(smtp.to(mail.to)).toHaveLength(arrived);
      for (const other of others) expect([other.to, smtp.to(other.to).length]).toEqual([other.to, 1]);
      expect(results.filter(({ kind }) => kind === 'accepted')).toHaveLength(
        result.startsWith('acc') ? 5 : 4,
      );
      pool.onModuleDestroy();
    },
  );

  it('lets nothing out after a lie but the end of a mail to nobody', () => {
    expect(smtp.afterLies.filter((line) => line !== '.')).toEqual([]);
    expect(smtp.afterLies.length > 0).toBe(pipelining);
  });

  it('that was only claimed when a used connection ended goes again at once, on a new one', async () => {
    const pool = poolTo(address, { MAIL_CONNECTIONS: '1' });
    await pool.send(parcelTo('ready@example.org'));
    const mail = parcelTo('drop354once@example.org', { mayLeave: () => sleep(100, true) });
    expect(inShort(await pool.send(mail))).toBe('accepted: 250 2.0.0 Queued');
    expect([smtp.tries.get(mail.to), smtp.to(mail.to).length]).toEqual([2, 1]);
    pool.onModuleDestroy();
  });

  it('of which the leave is gone: nothing leaves, and the next one does', async () => {
    const pool = poolTo(address, { MAIL_CONNECTIONS: '1' });
    for (const mayLeave of [async () => false, () => Promise.reject(new Error('No database'))]) {
      const gone = parcelTo('gone@example.org', { mayLeave });
      const next = parcelTo(`next${Math.random()}@example.org`);
      const results = await Promise.all([gone, next].map((one) => pool.send(one)));
      expect(results.map(inShort)).toEqual(['stopped', 'accepted: 250 2.0.0 Queued']);
      expect([smtp.to(gone.to).length, smtp.to(next.to).length]).toEqual([0, 1]);
    }
    pool.onModuleDestroy();
  });

  it('whose leave comes after the connection was lost sends no byte of itself there', async () => {
    const pool = poolTo(address, { MAIL_CONNECTIONS: '1' });
    const late = parcelTo('drop354@late.example.org', { mayLeave: () => sleep(600, true) });
    expect(inShort(await pool.send(late))).toBe('silent, claimed');
    await sleep(400);
    pool.onModuleDestroy();
  });

  it('arrives byte for byte, whatever its lines begin and end with', async () => {
    const pool = poolTo(address, { MAIL_CONNECTIONS: '1' });
    const odd = ['.', '..', '.\r\n', '.\r\n.\r\n', 'a\r\n.', 'a\r\n..b\r\n', '\r\n', 'é\r\n.é', 'no end'];
    for (const [n, text] of odd.entries()) {
      const whole = Buffer.from(`Message-ID: <${n}>\r\n\r\n${text}`);
      for (const cut of [0, whole.length - 1, whole.length - 2, whole.indexOf(text)]) {
        const to = `odd.${n}.${cut}@example.org`;
        const raw = cut ? [whole.subarray(0, cut), whole.subarray(cut)] : whole;
        const results = await Promise.all(
          [parcelTo(to, { raw }), parcelTo(`behind.${to}`)].map((one) => pool.send(one)),
        );
        for (const result of results) expect(result.kind).toBe('accepted');
        expect(smtp.to(to)[0]!.raw.replace(/(\r\n)+$/, '')).toBe(whole.toString().replace(/(\r\n)+$/, ''));
      }
    }
    pool.onModuleDestroy();
  });

  it('never ends early, whatever a server takes for the end of a line', async () => {
    const pool = poolTo(address, { MAIL_CONNECTIONS: '1' });
    const smuggled =
      'MAIL FROM:<evil@example.org>\r\nRCPT TO:<smuggled@example.org>\r\nDATA\r\nGot in\r\n.\r\n';
    for (const end of ['\r\n.\r\n', '\n.\r\n', '\r.\r\n', '\n.\n', '\r\n.\n', '\r.\r', '\r\n.\r'])
      await pool.send(parcelTo('victim@example.org', { raw: Buffer.from(`A: b\r\n\r\nc${end}${smuggled}`) }));
    expect(smtp.to('victim@example.org')).toHaveLength(7);
    expect(smtp.to('smuggled@example.org')).toEqual([]);
    for (const { raw } of smtp.to('victim@example.org')) expect(raw).not.toMatch(/[^\r]\n|\r[^\n]/);
    pool.onModuleDestroy();
  });
});

describe('connections to the mail server', () => {
  const servers: ScriptedSmtp[] = [];
  const server = async (options?: ScriptedOptions) => {
    const smtp = new ScriptedSmtp(options);
    servers.push(smtp);
    return { smtp, address: await smtp.listen() };
  };
  afterAll(() => Promise.all(servers.map((smtp) => smtp.close())));

  it('that are refused: all mails hear of it, after one try for each connection', async () => {
    const { smtp, address } = await server();
    smtp.greeting = { code: 421, text: '4.3.2 Too busy' };
    const pool = poolTo(address);
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, n) => pool.send(parcelTo(`m${n}@example.org`))),
    );
    expect(new Set(results.map(inShort))).toEqual(new Set(['refused, connect: 421 4.3.2 Too busy']));
    expect(smtp.connected).toBeLessThanOrEqual(4);
    // The next mail finds out for itself.
    smtp.greeting = undefined;
    expect(inShort(await pool.send(parcelTo('m@example.org')))).toBe('accepted: 250 2.0.0 Queued');
    pool.onModuleDestroy();
  });

  it('that are never greeted, or go nowhere', async () => {
    const { address } = await server({ silentBanner: true });
    const pool = poolTo(address);
    pool.patience.connect = 300;
    expect(await pool.send(parcelTo('a@example.org'))).toEqual({
      kind: 'silent',
      reached: 'claimed',
      text: 'ETIMEDOUT',
    });
    expect(await poolTo('smtp://127.0.0.1:1').send(parcelTo('a@example.org'))).toEqual({
      kind: 'silent',
      reached: 'claimed',
      text: 'ECONNREFUSED',
    });
  });

  it('of which the server allows two: two do', async () => {
    const { smtp, address } = await server();
    smtp.atMost = 2;
    smtp.paceMs = 20;
    const pool = poolTo(address);
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, n) => pool.send(parcelTo(`m${n}@example.org`))),
    );
    expect(results.filter(({ kind }) => kind === 'accepted')).toHaveLength(40);
    expect(smtp.accepted).toHaveLength(40);
    expect(smtp.connected).toBeLessThanOrEqual(4);
    pool.onModuleDestroy();
  });

  it.each([
    ['at the same time', 0, true],
    ['at the same time', 0, false],
    ['later', 200, true],
    ['later', 200, false],
  ])('are not all held by a host that answers late: others, asked for %s, go', async (_, ms, pipelining) => {
    const { smtp, address } = await server({ pipelining });
    const pool = poolTo(address);
    pool.patience.reply = 10_000;
    const begun = Date.now();
    const to = (name: string) => Array.from({ length: 50 }, (_, n) => pool.send(parcelTo(`m${n}@${name}`)));
    const slow = to('slowhost.example.org');
    if (ms) await sleep(ms);
    await Promise.all(to('example.org'));
    expect(Date.now() - begun).toBeLessThan(4_000);
    expect(smtp.accepted.filter((mail) => mail.to.endsWith('@example.org'))).toHaveLength(50);
    expect(smtp.accepted.filter((mail) => mail.to.includes('slowhost'))).toEqual([]);
    // Known to be slow by now, it leaves one connection for those that come later.
    await pool.send(parcelTo('later@example.org'));
    expect(Date.now() - begun).toBeLessThan(4_500);
    expect(pool.waiting).toBeGreaterThan(40);
    // What had to make room is not lost.
    expect(inShort(await Promise.race(slow))).toBe('accepted: 250 2.0.0 Queued');
  });

  it('do not keep a mail behind one whose final dot is answered late', async () => {
    const { smtp, address } = await server();
    smtp.slowMs = 4_000;
    const pool = poolTo(address, { MAIL_CONNECTIONS: '2' });
    Object.assign(pool.patience, { dot: 10_000, slow: 300 });
    const begun = Date.now();
    const slow = pool.send(parcelTo('slow@slow.example.org'));
    const quick = Promise.all(Array.from({ length: 30 }, (_, n) => pool.send(parcelTo(`m${n}@example.org`))));
    expect((await quick).every(({ kind }) => kind === 'accepted')).toBe(true);
    expect(Date.now() - begun).toBeLessThan(3_000);
    expect(inShort(await slow)).toBe('accepted: 250 2.0.0 Queued');
    expect(smtp.accepted).toHaveLength(31);
    pool.onModuleDestroy();
  });

  it('keep the order mails came in, but for urgent ones', async () => {
    const { smtp, address } = await server();
    const pool = poolTo(address, { MAIL_CONNECTIONS: '1' });
    const names = Array.from({ length: 250 }, (_, n) => `m${n}@example.org`);
    const all = names.map((name) => pool.send(parcelTo(name)));
    all.push(pool.send(parcelTo('urgent@example.org', { urgent: true })));
    expect(pool.waiting).toBe(251);
    await Promise.all(all);
    expect(smtp.accepted.map(({ to }) => to)).toEqual(['urgent@example.org', ...names]);
    // A session ends after so many mails.
    expect(smtp.connected).toBe(3);
    pool.onModuleDestroy();
  });

  it('end when nobody needs them', async () => {
    const { smtp, address } = await server();
    const pool = poolTo(address);
    pool.patience.idle = 200;
    await pool.send(parcelTo('a@example.org'));
    await pool.send(parcelTo('b@example.org'));
    expect(smtp.connected).toBe(1);
    await sleep(700);
    await pool.send(parcelTo('c@example.org'));
    expect(smtp.connected).toBe(2);
    pool.onModuleDestroy();
  });

  it('are given up when the server says nothing: what was not begun is claimed, what left is unknown', async () => {
    const { smtp, address } = await server();
    smtp.slowMs = 5_000;
    const pool = poolTo(address);
    Object.assign(pool.patience, { reply: 500, dot: 500 });
    const results = await Promise.all(
      ['slowrcpt@example.org', 'slow@example.org'].map((to) => pool.send(parcelTo(to))),
    );
    expect(results).toEqual([
      { kind: 'silent', reached: 'claimed', text: 'ETIMEDOUT' },
      { kind: 'silent', reached: 'data', text: 'ETIMEDOUT' },
    ]);
  });

  it('carry no address that would be a command, and none the server cannot read', async () => {
    const { smtp, address } = await server({ without: ['SMTPUTF8'], size: 50_000 });
    const pool = poolTo(address);
    const refused = async (to: string, more = {}) => inShort(await pool.send(parcelTo(to, more)));
    for (const to of ['a@example.org>\r\nRCPT TO:<b@example.org', 'a\u0000@example.org', ''])
      expect(await refused(to)).toMatch(/^refused, recipient: 501 /);
    expect(await refused('josé@example.org')).toMatch(/^refused, recipient: 553 5\.6\.7 /);
    expect(await refused('a@bücher.example')).toMatch(/^accepted/);
    expect(smtp.accepted.map(({ to }) => to)).toEqual(['a@bücher.example']);
    expect(await refused('big@example.org', { raw: Buffer.alloc(50_001, 'x\r\n') })).toMatch(
      /^refused, data: 552 5\.3\.4 The email has 50001 bytes/,
    );
    const open = await server();
    const other = poolTo(open.address);
    expect(inShort(await other.send(parcelTo('josé@example.org')))).toMatch(/^accepted/);
    for (const one of [pool, other]) one.onModuleDestroy();
  });
});

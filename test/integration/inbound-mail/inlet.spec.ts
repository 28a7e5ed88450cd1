import { connect } from 'node:net';
import { InboundMailService } from '#inbound-mail';
import { createLog, readSettings } from '#platform';
import { Inlet } from '../../../apps/worker/src/messaging/inlet.js';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { freePort } from '../../support/web.js';
import { report, returnAddress, returnsOn, sentMail } from './inbound.js';

/** Speaks SMTP line by line; answers what the server said to each. */
async function dialogue(port: number, lines: string[]): Promise<string[]> {
  const socket = connect(port, '127.0.0.1');
  const answers: string[] = [];
  let rest = '';
  const next = () =>
    new Promise<string>((done, fail) => {
      const look = () => {
        const found = /^(?:\d{3}-.*\r\n)*\d{3} .*\r\n/.exec(rest);
        if (!found) return;
        rest = rest.slice(found[0].length);
        socket.off('data', take);
        done(found[0].trim());
      };
      const take = (part: Buffer) => {
        rest += part.toString();
        look();
      };
      socket.on('data', take);
      socket.once('close', () => fail(new Error('closed')));
      look();
    });
  try {
    answers.push(await next());
    for (const line of lines) {
      socket.write(`${line}\r\n`);
      answers.push(await next());
    }
  } finally {
    socket.destroy();
  }
  return answers;
}

const hand = (port: number, to: string, raw: Buffer) =>
  dialogue(port, [
    'EHLO mx.example.net',
    'MAIL FROM:<>',
    `RCPT TO:<${to}>`,
    'DATA',
    `${raw.toString()}\r\n.`,
  ]);

describe('the inlet of returned mail', () => {
  let world: TestWorld;
  let on: Awaited<ReturnType<typeof returnsOn>>;
  let inlet: Inlet;
  let port: number;
  const log = createLog(readSettings({ LOG_LEVEL: 'silent' }), 'test');
  beforeAll(async () => {
    world = await testDatabase();
    port = await freePort();
    on = await returnsOn(world, { INLET_PORT: String(port) });
    inlet = new Inlet(on.settings, on.get(InboundMailService), log);
    inlet.onApplicationBootstrap();
    await until(() => inlet.listening);
  });
  afterAll(async () => {
    await inlet?.beforeApplicationShutdown();
    await on?.close();
    await world?.close();
  });

  async function until(done: () => boolean): Promise<void> {
    for (let tries = 0; tries < 200 && !done(); tries++) await new Promise((next) => setTimeout(next, 50));
    expect(done()).toBe(true);
  }
  const stateOf = async (id: string) =>
    (await world.owner<{ state: string }>(`SELECT state FROM message WHERE id = $1`, [id]))[0]!.state;

  it('says 250 when the mail is written down, and takes it once', async () => {
    const mail = await sentMail(world, 'ann@inlet.example');
    const raw = report({ about: mail.address });
    const answers = await hand(port, returnAddress(mail), raw);
    expect(answers.at(-1)).toMatch(/^250 /);
    expect(await stateOf(mail.id)).toBe('bounced');
    expect((await hand(port, returnAddress(mail), raw)).at(-1)).toMatch(/^250 /);
    const rows = await world.owner(`SELECT source FROM returned_mail`);
    expect(rows).toEqual([{ source: 'inlet' }]);
  });

  it('takes the return addresses of mails that have gone and the plain sender address only', async () => {
    const mail = await sentMail(world, 'dee@inlet.example');
    const to = async (address: string) =>
      (await dialogue(port, ['EHLO x.example', 'MAIL FROM:<>', `RCPT TO:<${address}>`])).at(-1);
    expect(await to('network@localhost.example')).toMatch(/^250 /);
    expect(await to(returnAddress(mail))).toMatch(/^250 /);
    for (const address of [
      `network+b-${'a'.repeat(24)}@localhost.example`,
      'somebody@localhost.example',
      'network+b-short@localhost.example',
      `network+b-${'a'.repeat(24)}@elsewhere.example`,
      `network+b-${'a'.repeat(24)}%victim.example@localhost.example`,
    ])
      expect(await to(address)).toMatch(/^5/);
  });

  it('says 451 while the database is away, and nothing is lost', async () => {
    const mail = await sentMail(world, 'ben@inlet.example');
    const away = {
      knows: () => Promise.resolve('return'),
      take: () => Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' })),
    };
    const second = new Inlet(
      readSettings({ ...world.env, INLET_PORT: String(await freePort()) }),
      away as unknown as InboundMailService,
      log,
    );
    second.onApplicationBootstrap();
    await until(() => second.listening);
    try {
      const { inletPort } = (second as unknown as { settings: { inletPort: number } }).settings;
      const answers = await hand(inletPort, returnAddress(mail), report({ about: mail.address }));
      expect(answers.at(-1)).toMatch(/^451 /);
    } finally {
      await second.beforeApplicationShutdown();
    }
    expect(await stateOf(mail.id)).toBe('sent');
  });

  it('says the size it takes, and refuses what is larger', async () => {
    const [, hello, from] = await dialogue(port, ['EHLO x.example', `MAIL FROM:<> SIZE=${30 * 1024 * 1024}`]);
    expect(hello).toContain(`SIZE ${20 * 1024 * 1024}`);
    expect(from).toMatch(/^552 /);
  });

  it('takes no more than a report from whoever knows only the plain sender address', async () => {
    const large = (to: string) =>
      hand(port, to, Buffer.from(`Subject: x\r\n\r\n${`${'x'.repeat(70)}\r\n`.repeat(15_000)}`));
    expect((await large('network@localhost.example')).at(-1)).toMatch(/^552 .*1 MB/);
    expect((await large(returnAddress(await sentMail(world, 'eve@inlet.example')))).at(-1)).toMatch(/^250 /);
  });

  it('goes to another worker when the one that had the port ends', async () => {
    const second = new Inlet(on.settings, on.get(InboundMailService), log);
    second.onApplicationBootstrap();
    await new Promise((next) => setTimeout(next, 300));
    expect(second.listening).toBe(false);
    await inlet.beforeApplicationShutdown();
    await until(() => second.listening);
    inlet = second;
    const mail = await sentMail(world, 'cat@inlet.example');
    const answers = await hand(port, returnAddress(mail), report({ about: mail.address }));
    expect(answers.at(-1)).toMatch(/^250 /);
  }, 30_000);
});

import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { mailboxName, mailboxState } from '#inbound-mail';
import { projectPath } from '#platform';
import { MailboxReader } from '../../../apps/worker/src/messaging/mailbox-reader.js';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { Dovecot } from '../../support/dovecot.js';
import { full, report, returnAddress, returnsOn, type SentMail, sentMail } from './inbound.js';

describe('the mailbox of returned mail', () => {
  let world: TestWorld;
  let dovecot: Dovecot;
  let on: Awaited<ReturnType<typeof returnsOn>>;
  beforeAll(async () => {
    dovecot = new Dovecot();
    await dovecot.start();
    world = await testDatabase();
    on = await returnsOn(world, { RETURNS_IMAP_URL: dovecot.url() });
  });
  afterAll(async () => {
    await on?.close();
    await world?.close();
    await dovecot?.close();
  });

  const reader = () => on.get(MailboxReader);
  const stateOf = async (mail: SentMail) =>
    (await world.owner<{ state: string }>(`SELECT state FROM message WHERE id = $1`, [mail.id]))[0]!.state;
  const mails = async (n: number, name: string): Promise<SentMail[]> => {
    const sent: SentMail[] = [];
    for (let i = 0; i < n; i++) sent.push(await sentMail(world, `${name}${i}@box.example`));
    return sent;
  };
  const deliver = (sent: SentMail[]) => {
    for (const mail of sent) dovecot.deliver(report({ to: returnAddress(mail), about: mail.address }));
  };
  const state = (url: string) => world.db.read([], (tx) => mailboxState(tx, mailboxName(url)));
  const effects = async () =>
    (
      await world.owner<{ facts: number; mails: number; readings: number }>(
        `SELECT (SELECT count(*) FROM fact WHERE kind = 'messaging.bounced')::int AS facts,
                (SELECT count(*) FROM returned_mail)::int AS mails,
                (SELECT count(*) FROM returned_reading)::int AS readings`,
      )
    )[0]!;

  it('is read to its end, marked as read, and read on from there', async () => {
    const sent = await mails(45, 'a');
    deliver(sent);
    expect(await reader().read()).toBe(45);
    for (const mail of sent) expect(await stateOf(mail)).toBe('bounced');
    expect(dovecot.count()).toEqual({ all: 45, seen: 45 });
    expect(await reader().read()).toBe(0);
    const more = await mails(1, 'b');
    deliver(more);
    expect(await reader().read()).toBe(1);
    expect(await state(dovecot.url())).toMatchObject({
      taken: 46,
      trouble: null,
      checkedAt: world.clock.now(),
    });
  }, 30_000);

  it('does not stop at mail that cannot be read', async () => {
    const before = await effects();
    const sent = await mails(2, 'c');
    deliver(sent.slice(0, 1));
    dovecot.deliver(Buffer.from('\u0000\u0000 no mail at all'));
    dovecot.deliver(
      `Content-Type: multipart/mixed; boundary=x\n\n${'--x\nContent-Type: multipart/mixed; boundary=x\n\n'.repeat(2_000)}`,
    );
    deliver(sent.slice(1));
    expect(await reader().read()).toBe(4);
    for (const mail of sent) expect(await stateOf(mail)).toBe('bounced');
    expect((await effects()).mails).toBe(before.mails + 4);
  }, 30_000);

  it('is read by one process at a time', async () => {
    deliver(await mails(30, 'd'));
    const other = await returnsOn(world, { RETURNS_IMAP_URL: dovecot.url() });
    try {
      const taken = await Promise.all([reader().read(), other.get(MailboxReader).read()]);
      expect(taken.sort((x, y) => x - y)).toEqual([0, 30]);
    } finally {
      await other.close();
    }
  }, 30_000);

  it('is moved where the setting says', async () => {
    const moving = await returnsOn(world, {
      RETURNS_IMAP_URL: dovecot.url(),
      RETURNS_IMAP_FOLDER: 'Handled',
    });
    const before = dovecot.count().all;
    try {
      deliver(await mails(3, 'e'));
      expect(await moving.get(MailboxReader).read()).toBe(3);
    } finally {
      await moving.close();
    }
    expect(dovecot.count().all).toBe(before);
    expect(dovecot.count('Handled').all).toBe(3);
  }, 30_000);

  it('loses and doubles nothing when its reader is killed again and again', async () => {
    const before = await effects();
    const sent = await mails(150, 'k');
    for (const mail of sent) dovecot.deliver(full(returnAddress(mail), mail.address));
    // Killed between taking a mail and marking it, and at any instant.
    const rounds: { after?: number; ms?: number }[] = [
      { after: 1 },
      { after: 20 },
      { after: 33 },
      { ms: 150 },
      { ms: 400 },
      { after: 21 },
    ];
    const ends: (string | null)[] = [];
    for (const { after, ms } of rounds) {
      // A killed reader's lease would keep the next one out for two minutes; here it runs out at once.
      await world.owner(`UPDATE returns_place SET lease_until = NULL`);
      const child = spawn(
        process.execPath,
        [projectPath('dist/test/integration/inbound-mail/reader-process.js')],
        {
          env: {
            ...process.env,
            ...world.env,
            RETURNS_IMAP_URL: dovecot.url(),
            ...(after ? { KILL_AFTER: String(after) } : {}),
          },
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      const ended = new Promise<string | null>((done) => child.once('exit', (_, signal) => done(signal)));
      await Promise.race([new Promise((done) => child.stdout.once('data', done)), ended]);
      if (ms !== undefined) {
        await sleep(ms);
        child.kill('SIGKILL');
      }
      ends.push(await ended);
    }
    expect(ends.filter((end) => end === 'SIGKILL').length).toBeGreaterThanOrEqual(4);
    await world.owner(`UPDATE returns_place SET lease_until = NULL`);
    await reader().read();
    for (const mail of sent) expect(await stateOf(mail)).toBe('bounced');
    expect(await effects()).toEqual({
      facts: before.facts + 150,
      mails: before.mails + 150,
      readings: before.readings + 150,
    });
    expect(dovecot.count().all).toBe(dovecot.count().seen);
  }, 120_000);

  it('says to staff what is wrong when the password is, and goes on when the server is back', async () => {
    const wrong = await returnsOn(world, { RETURNS_IMAP_URL: dovecot.url('not-the-password') });
    const sent = await mails(1, 'f');
    deliver(sent);
    try {
      expect(await wrong.get(MailboxReader).read()).toBe(0);
    } finally {
      await wrong.close();
    }
    expect(await state(dovecot.url())).toMatchObject({
      trouble: 'The mail server refused the user name or the password.',
      troubleSince: world.clock.now(),
    });
    await dovecot.stop();
    expect(await reader().read()).toBe(0);
    expect(await state(dovecot.url())).toMatchObject({ trouble: 'The mail server does not answer.' });
    await dovecot.start();
    expect(await reader().read()).toBe(1);
    expect(await stateOf(sent[0]!)).toBe('bounced');
    expect(await state(dovecot.url())).toMatchObject({ trouble: null, troubleSince: null });
  }, 60_000);

  it('is not opened where nobody vouches for its certificate', async () => {
    const tls = await returnsOn(world, { RETURNS_IMAP_URL: dovecot.tlsUrl });
    deliver(await mails(1, 'g'));
    try {
      expect(await tls.get(MailboxReader).read()).toBe(0);
    } finally {
      await tls.close();
    }
    expect(await state(dovecot.tlsUrl)).toMatchObject({
      trouble: 'The mail server’s certificate is not in order.',
    });
  }, 30_000);

  it('is read without encryption on this machine only', async () => {
    for (const url of ['imap://a:b@mail.example.org/INBOX', 'imaps://mail.example.org/INBOX'])
      await expect(returnsOn(world, { RETURNS_IMAP_URL: url })).rejects.toThrow(
        'should name a user and a password',
      );
  });
});

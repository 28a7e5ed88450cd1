import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { jest } from '@jest/globals';
import { newId, projectPath } from '#platform';
import { messagingOn, write } from '../integration/messaging/mail.js';
import { type TestWorld, testDatabase } from '../support/database.js';
import { ScriptedSmtp } from '../support/smtp-server.js';
import { until, Workers } from './workers.js';

/** The workers' clocks are ten minutes apart, five to either side of the database's. */
const FIVE_MINUTES = 300_000;
const MAILS = 40;
/** Both workers are at work for so long before anything is due. */
const AHEAD_MS = 5_000;
jest.setTimeout(120_000);

let world: TestWorld;
let smtp: ScriptedSmtp;
let workers: Workers;
let smtpUrl: string;

beforeEach(async () => {
  world = await testDatabase();
  smtp = new ScriptedSmtp();
  smtpUrl = await smtp.listen();
  workers = new Workers({ ...world.env, SMTP_URL: smtpUrl });
  // Whatever day it is.
  const always = {
    workingDays: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
    sendFrom: '00:00',
    sendUntil: '24:00',
  };
  await world.owner(
    `INSERT INTO contact_rules (id, area_id, version, rules, saved_at, saved_by) VALUES ($1, $2, 1, $3, now(), '{"kind": "program"}')`,
    [newId(), world.areaId, JSON.stringify(always)],
  );
});
afterEach(async () => {
  await workers.killAll();
  await smtp.close();
  await world.close();
});

/** Mails that are due so many milliseconds from now, by a clock that is right; answers that instant. */
async function dueIn(ms: number): Promise<number> {
  world.clock.shift(0);
  const mail = await messagingOn(world, smtpUrl);
  const due = Date.now() + ms;
  const addresses = Array.from({ length: MAILS }, (_, n) => `person${n}@example.org`);
  await write(world, mail.outbox, addresses, { notBefore: new Date(due) });
  await mail.close();
  return due;
}

/** A worker process whose clock is off, with no file that says the time. */
const shifted = (ms: number) =>
  workers.start({
    CLOCK_FILE: '',
    CLOCK_SHIFT_MS: String(ms),
    NODE_OPTIONS: `--import ${pathToFileURL(projectPath('test/support/shifted-clock.mjs')).href}`,
  });

describe('workers whose clocks are ten minutes apart', () => {
  it('send nothing early, nothing twice, and everything in time', async () => {
    await Promise.all([shifted(FIVE_MINUTES), shifted(-FIVE_MINUTES)]);
    const due = await dueIn(AHEAD_MS);
    await sleep(due - Date.now() - 300);
    expect(smtp.accepted).toEqual([]);
    await until('all mail', 60, () => smtp.accepted.length >= MAILS);
    await sleep(1_500);
    expect(new Set(smtp.accepted.map((one) => one.to)).size).toBe(MAILS);
    expect(smtp.accepted).toHaveLength(MAILS);
    const states = await world.owner(`SELECT DISTINCT state FROM message`);
    expect(states).toEqual([{ state: 'sent' }]);
  });

  it('control: a worker that may go by its own clock alone sends early', async () => {
    const file = join(tmpdir(), `${newId()}.clock`);
    writeFileSync(file, `+${FIVE_MINUTES}`);
    const due = await dueIn(90_000);
    await workers.start({ CLOCK_FILE: file });
    await until('early mail', 50, () => smtp.accepted.length > 0);
    expect(Date.now()).toBeLessThan(due);
  });
});

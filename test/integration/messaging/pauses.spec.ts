import { Audit } from '#access';
import { MailPauses } from '#messaging';
import type { Tx } from '#platform';
import { cancelMessages } from '../../../libs/messaging/src/outbox/outbox.repository.js';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { messageRow, rowOf } from './message-rows.js';

const robin = { kind: 'user', id: '00000000-0000-7000-8000-00000000000a', label: 'Robin Example' } as const;
const NEXT_WEEK = '2026-12-01T10:30:00.000Z';

describe('a pause', () => {
  let world: TestWorld;
  let pauses: MailPauses;
  beforeAll(async () => {
    world = await testDatabase();
    pauses = new MailPauses(world.db, world.clock, new Audit(world.clock));
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    world.clock.set('2026-11-24T09:00:00Z');
    await world.owner(`TRUNCATE mail_pause`);
    await world.owner(`TRUNCATE message CASCADE`);
  });

  const inArea = <T>(work: (tx: Tx) => Promise<T>) => world.db.write([world.areaId], work);
  const pause = (more: Partial<Parameters<MailPauses['pause']>[1]> = {}) =>
    inArea((tx) =>
      pauses.pause(
        tx,
        {
          areaId: world.areaId,
          campaign: null,
          exceptService: false,
          reason: 'Wrong date in the text',
          ...more,
        },
        robin,
      ),
    );
  const resume = (id: string) =>
    inArea((tx) => pauses.resume(tx, world.areaId, id, 'It is put right', robin));

  it('holds at once what has not left, with who and why, and ends exactly that, each at its own time', async () => {
    const due = await messageRow(world, 'due@example.org');
    const later = await messageRow(world, 'later@example.org', { next: NEXT_WEEK });
    const again = await messageRow(world, 'again@example.org', { state: 'retry', next: NEXT_WEEK });
    const gone = await messageRow(world, 'gone@example.org', { state: 'sent' });
    const claimed = await messageRow(world, 'claimed@example.org', { state: 'sending' });
    const leaving = await messageRow(world, 'leaving@example.org', { state: 'sending', phase: 'data' });
    const elsewhere = await messageRow(world, 'elsewhere@example.org', { areaId: world.secondAreaId });
    const onceMore = await messageRow(world, 'once-more@example.org', { state: 'unknown', next: NEXT_WEEK });
    const byPerson = await messageRow(world, 'by-person@example.org', { state: 'held' });

    const { id, held } = await pause();
    expect(held).toBe(5);
    for (const one of [due, later, again, claimed])
      expect(await rowOf(world, one)).toMatchObject({
        state: 'held',
        hold: 'area_paused',
        next_attempt_at: null,
        lease_token: null,
        reason:
          'All email of this area is paused by Robin Example since 24 Nov 2026, 9am: “Wrong date in the text”. It goes once email is resumed.',
      });
    expect(await rowOf(world, gone)).toMatchObject({ state: 'sent', hold: null });
    expect(await rowOf(world, leaving)).toMatchObject({ state: 'sending', hold: null });
    expect(await rowOf(world, elsewhere)).toMatchObject({ state: 'queued', hold: null });
    expect(await rowOf(world, onceMore)).toMatchObject({ state: 'unknown', next_attempt_at: null });
    const attempts = await world.owner(`SELECT phase, outcome FROM attempt ORDER BY phase`);
    expect(attempts).toEqual([
      { phase: 'claimed', outcome: 'stopped' },
      { phase: 'data', outcome: null },
    ]);

    world.clock.set('2026-11-25T09:00:00Z');
    expect(await resume(id)).toBe(5);
    expect(await rowOf(world, due)).toMatchObject({
      state: 'queued',
      hold: null,
      reason: null,
      due_at: null,
      next_attempt_at: new Date('2026-11-24T09:00:00Z'),
    });
    for (const one of [later, again])
      expect(await rowOf(world, one)).toMatchObject({
        state: 'queued',
        next_attempt_at: new Date(NEXT_WEEK),
      });
    expect(await rowOf(world, onceMore)).toMatchObject({
      state: 'unknown',
      next_attempt_at: new Date(NEXT_WEEK),
      due_at: null,
    });
    expect(await rowOf(world, claimed)).toMatchObject({ state: 'queued', due_at: null });
    expect(await rowOf(world, byPerson)).toMatchObject({ state: 'held', hold: null });
  });

  it('brings nothing back that was cancelled meanwhile: one of unknown fate does not go once more', async () => {
    const onceMore = await messageRow(world, 'once-more@example.org', { state: 'unknown', next: NEXT_WEEK });
    const waiting = await messageRow(world, 'waiting@example.org', { next: NEXT_WEEK });
    const kept = await messageRow(world, 'kept@example.org', { state: 'unknown', next: NEXT_WEEK });
    const { id } = await pause();
    const keys = await world.owner<{ send_key: string }>(`SELECT send_key FROM message WHERE id = ANY($1)`, [
      [onceMore, waiting],
    ]);
    const filter = { sendKeys: keys.map((row) => row.send_key) };
    const cancel = () =>
      inArea((tx) => cancelMessages(tx, world.areaId, filter, 'The place was given up.', world.clock.now()));
    expect(await cancel()).toBe(2);
    expect(await cancel()).toBe(0);
    expect(await resume(id)).toBe(1);
    const over = { hold: null, due_at: null, next_attempt_at: null };
    expect(await rowOf(world, onceMore)).toMatchObject({
      ...over,
      state: 'unknown',
      reason: expect.stringContaining('It does not go once more: The place was given up.'),
    });
    expect(await rowOf(world, waiting)).toMatchObject({ ...over, state: 'cancelled' });
    expect(await rowOf(world, kept)).toMatchObject({
      state: 'unknown',
      next_attempt_at: new Date(NEXT_WEEK),
    });
  });

  it('may leave service mail alone, or mean one sending', async () => {
    const service = await messageRow(world, 'service@example.org', { purpose: 'service' });
    const survey = await messageRow(world, 'survey@example.org', { campaign: 'wave:1' });
    const other = await messageRow(world, 'other@example.org', { purpose: 'engagement', campaign: 'wave:2' });
    const { id } = await pause({ exceptService: true });
    const states = async () =>
      Promise.all([service, survey, other].map(async (one) => (await rowOf(world, one)).hold));
    expect(await states()).toEqual([null, 'area_paused', 'area_paused']);
    expect(await inArea((tx) => pauses.inForce(tx, world.areaId))).toMatchObject({ area: 'non-service' });
    await resume(id);
    await pause({ campaign: 'wave:2' });
    expect(await states()).toEqual([null, null, 'campaign_paused']);
    const force = await inArea((tx) => pauses.inForce(tx, world.areaId));
    expect(force).toMatchObject({ area: null, campaigns: new Set(['wave:2']) });
  });

  it('holds on while another one means the same mail, under the reason of that one', async () => {
    const both = await messageRow(world, 'both@example.org', { campaign: 'wave:1', next: NEXT_WEEK });
    const one = await messageRow(world, 'one@example.org');
    const campaign = await pause({ campaign: 'wave:1', reason: 'The link is wrong' });
    const area = await pause();
    expect(await resume(area.id)).toBe(1);
    expect(await rowOf(world, one)).toMatchObject({ state: 'queued' });
    expect(await rowOf(world, both)).toMatchObject({
      state: 'held',
      hold: 'campaign_paused',
      reason: expect.stringContaining('The link is wrong'),
      due_at: new Date(NEXT_WEEK),
    });
    expect(await resume(campaign.id)).toBe(1);
    expect(await rowOf(world, both)).toMatchObject({ state: 'queued', next_attempt_at: new Date(NEXT_WEEK) });
  });

  it('of the whole installation holds every area, and one area cannot end it', async () => {
    const here = await messageRow(world, 'here@example.org');
    const there = await messageRow(world, 'there@example.org', { areaId: world.secondAreaId });
    const { id, held } = await world.db.write('all', (tx) =>
      pauses.pause(tx, { areaId: null, campaign: null, exceptService: false, reason: 'Server moves' }, robin),
    );
    expect(held).toBe(2);
    expect(await inArea((tx) => pauses.inForce(tx, world.areaId))).toMatchObject({ area: 'all' });
    await expect(resume(id)).rejects.toMatchObject({ kind: 'not-found' });
    expect(await world.db.write('all', (tx) => pauses.resume(tx, null, id, 'It has moved', robin))).toBe(2);
    for (const one of [here, there]) expect(await rowOf(world, one)).toMatchObject({ state: 'queued' });
  });

  it('takes in what is written and claimed while it is being committed', async () => {
    const held = signal();
    const gate = signal();
    const pausing = inArea(async (tx) => {
      const request = { areaId: world.areaId, campaign: null, exceptService: false, reason: 'Wrong date' };
      await pauses.pause(tx, request, robin);
      held.give();
      await gate.given;
    });
    await held.given;
    // Neither this row nor its claim could see the pause, which is not committed yet.
    const slipped = await messageRow(world, 'slipped@example.org', { state: 'sending' });
    gate.give();
    await pausing;
    expect(await rowOf(world, slipped)).toMatchObject({ state: 'held', hold: 'area_paused' });
  });

  it('is in force once, needs a reason, and stands in the audit and on the page with who waits', async () => {
    await messageRow(world, 'waits@example.org');
    await expect(pause({ reason: ' no ' })).rejects.toMatchObject({ code: 'messaging.pause-reason' });
    const { id } = await pause();
    await expect(pause()).rejects.toMatchObject({ code: 'messaging.paused-already' });
    expect(await inArea((tx) => pauses.list(tx, world.areaId))).toMatchObject([
      { id, waiting: 1, by: robin, reason: 'Wrong date in the text', endedAt: null },
    ]);
    await resume(id);
    await expect(resume(id)).rejects.toMatchObject({ kind: 'not-found' });
    expect(await inArea((tx) => pauses.list(tx, world.areaId))).toMatchObject([
      { id, waiting: 0, endedAt: world.clock.now(), endedBy: robin },
    ]);
    expect(
      await world.owner(
        `SELECT subject, row_count, reason FROM audit_line WHERE subject LIKE '%' || $1 ORDER BY subject`,
        [id],
      ),
    ).toEqual([
      { subject: `pause-ended:${id}`, row_count: 1, reason: 'It is put right' },
      { subject: `pause:${id}`, row_count: 1, reason: 'Wrong date in the text' },
    ]);
  });
});

function signal() {
  let give = (): void => undefined;
  const given = new Promise<void>((done) => {
    give = done;
  });
  return { give, given };
}

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Answering, DueWaves, Results, WaveReports } from '#surveys';
import {
  answer,
  invitationOf,
  pagesOf,
  type SurveyWorld,
  sentSurvey,
  signatory,
  surveyWorld,
} from './world.js';

let world: SurveyWorld;
beforeAll(async () => {
  world = await surveyWorld();
});
afterAll(() => world.close());

/** One employer's invitation, in a survey of its own area state. */
let waveId: string;
let employerId: string;
let contactId: string;
let invitation: string;
let n = 0;
beforeEach(async () => {
  world.clock.set('2026-11-24T09:00:00Z');
  ({ employerId, contactId } = await signatory(world, `Employer ${++n}`));
  waveId = await sentSurvey(world);
  invitation = await invitationOf(world, waveId, employerId);
});
const answering = () => world.get(Answering);
const save = (page: string, fields: Record<string, string | string[]>) =>
  answering().save(world.areaId, invitation, page, fields);
const see = () => answering().get(world.areaId, invitation);
const submit = () => answering().submit(world.areaId, invitation);
const row = async () =>
  (
    await world.owner<{ status: string; items: Record<string, unknown>; late: boolean }>(
      'SELECT status, items, late FROM answer WHERE invitation_id = $1',
      [invitation],
    )
  )[0];

describe('answering', () => {
  it('offers what the record knows, and stores nothing until it is sent', async () => {
    const visit = await see();
    expect(visit.offered).toEqual({ role: 'hr', org_type: 'private', headcount_band: 'n10_49' });
    expect(visit).toMatchObject({
      state: 'invited',
      timing: 'open',
      employerName: `Employer ${n}`,
      answers: {},
    });
    expect(await row()).toBeUndefined();
  });

  it('keeps each page as it is saved, words apart, and takes back what was unticked', async () => {
    await save('std_talk', { std_talk: '2', std_talk__comment: 'Only in one team' });
    await save('barriers', { barriers: ['cost', 'other'], barriers__other: 'Parking' });
    await save('barriers', { barriers: ['cost'] });
    const visit = await see();
    expect(visit).toMatchObject({ state: 'started', answers: { std_talk: 2, barriers: ['cost'] } });
    expect(visit.texts).toEqual([{ itemId: 'std_talk', part: 'comment', text: 'Only in one team' }]);
    expect((await row())!.items).toEqual({ std_talk: 2, barriers: ['cost'] });
    await save('barriers', {});
    expect((await see()).answers).toEqual({ std_talk: 2 });
  });

  it('saves nothing of a page with a problem', async () => {
    const input = await save('gap_kinds', { gap_kinds: ['found', 'peer'] });
    expect(input.problems).toHaveProperty('gap_kinds');
    expect(await row()).toBeUndefined();
  });

  it('asks for required items on their page, lets one leave without them, and blocks sending until they are there', async () => {
    expect((await save('role', { org_type: 'private' })).problems).toHaveProperty('role');
    expect(await row()).toBeUndefined();
    await answering().save(world.areaId, invitation, 'role', { org_type: 'private' }, true);
    await expect(submit()).rejects.toMatchObject({
      code: 'surveys.answer-incomplete',
      fields: { role: expect.any(String), headcount_band: expect.any(String), share: expect.any(String) },
    });
    expect((await row())!.status).toBe('draft');
  });

  it('drops on sending what hidden items held, words included', async () => {
    await save('role', { role: 'hr', org_type: 'public_mh', headcount_band: 'n10_49' });
    await save('enh_lead', { enh_lead: '4', enh_lead__comment: 'The chair' });
    await save('gap_kinds', { gap_kinds: ['peer'] });
    await save('gap_text', { gap_text: 'A phone number' });
    await save('role', { role: 'hr', org_type: 'private', headcount_band: 'n10_49' });
    await save('gap_kinds', { gap_kinds: ['not_looked'] });
    await save('share', { share: 'named' });
    expect(await submit()).toEqual({ late: false });
    expect(await row()).toMatchObject({
      status: 'complete',
      items: {
        role: 'hr',
        org_type: 'private',
        headcount_band: 'n10_49',
        gap_kinds: ['not_looked'],
        share: 'named',
      },
    });
    expect((await row())!.items).not.toHaveProperty('enh_lead');
    expect((await see()).texts).toEqual([]);
  });

  it('keeps a text of a shown item when sent, apart from the answers', async () => {
    for (const [page, fields] of Object.entries(pagesOf(3)))
      await answering().save(world.areaId, invitation, page, fields);
    await save('gap_kinds', { gap_kinds: ['peer'] });
    await save('gap_text', { gap_text: 'A phone number' });
    await submit();
    expect((await row())!.items).not.toHaveProperty('gap_text');
    expect((await see()).texts).toEqual([{ itemId: 'gap_text', part: 'text', text: 'A phone number' }]);
  });

  it('is sent once: nothing changes it afterwards', async () => {
    await answer(world, invitation);
    await expect(save('std_talk', { std_talk: '5' })).rejects.toMatchObject({
      code: 'surveys.already-answered',
    });
    await expect(submit()).rejects.toMatchObject({ code: 'surveys.already-answered' });
    const facts = await world.owner<{ data: unknown }>(
      `SELECT data FROM fact WHERE kind = 'surveys.answered' AND employer_id = $1`,
      [employerId],
    );
    expect(facts.map((one) => one.data)).toEqual([
      {
        waveId,
        title: 'Employer survey',
        kind: 'baseline',
        late: false,
        person: expect.any(String),
        // The standards and what was not found, and nothing else of the answer.
        ...{ s1: 3, s2: 3, s3: 3, s4: 3, s5: 3, s6: 3 },
        ...{ s7: null, s8: null, s9: null, s10: null },
        unmet: [],
      },
    ]);
  });

  it('sent twice at once counts once', async () => {
    for (const [page, fields] of Object.entries(pagesOf(3)))
      await answering().save(world.areaId, invitation, page, fields);
    const results = await Promise.allSettled([submit(), submit(), save('std_talk', { std_talk: '5' })]);
    expect(results.filter((one) => one.status === 'fulfilled').length).toBeLessThanOrEqual(2);
    const facts = await world.owner(`SELECT FROM fact WHERE kind = 'surveys.answered' AND employer_id = $1`, [
      employerId,
    ]);
    expect(facts).toHaveLength(1);
  });

  it('counts late until the last counting day has ended in London, and not a second longer', async () => {
    world.clock.set('2026-12-14T23:59:59Z');
    expect((await see()).timing).toBe('open');
    world.clock.set('2026-12-28T23:59:59Z');
    for (const [page, fields] of Object.entries(pagesOf(3)))
      await answering().save(world.areaId, invitation, page, fields);
    world.clock.set('2026-12-29T00:00:00Z');
    await expect(submit()).rejects.toMatchObject({ code: 'surveys.over' });
    await expect(save('std_talk', { std_talk: '5' })).rejects.toMatchObject({ code: 'surveys.over' });
    world.clock.set('2026-12-28T23:59:59Z');
    expect(await submit()).toEqual({ late: true });
    expect(await row()).toMatchObject({ late: true });
  });

  it('shows the same person what they said before, and a colleague nothing', async () => {
    await answer(world, invitation, 2);
    world.clock.set('2027-05-24T09:00:00Z');
    await world.get(DueWaves).run();
    const [next] = await world.owner<{ id: string }>('SELECT id FROM wave WHERE follows_wave_id = $1', [
      waveId,
    ]);
    const again = await invitationOf(world, next!.id, employerId);
    expect((await answering().get(world.areaId, again)).earlier).toMatchObject({ answers: { std_talk: 2 } });
    await world.owner(
      'UPDATE answer SET contact_id = (SELECT id FROM contact WHERE id <> $2 LIMIT 1) WHERE invitation_id = $1',
      [invitation, contactId],
    );
    expect((await answering().get(world.areaId, again)).earlier).toBeUndefined();
  });

  it('is not there for another area', async () => {
    await expect(answering().get(world.secondAreaId, invitation)).rejects.toMatchObject({
      kind: 'not-found',
    });
    await expect(
      answering().save(world.secondAreaId, invitation, 'std_talk', { std_talk: '1' }),
    ).rejects.toMatchObject({ kind: 'not-found' });
    expect(await row()).toBeUndefined();
  });
});

describe('the results', () => {
  let own: SurveyWorld;
  beforeAll(async () => {
    own = await surveyWorld();
  });
  afterAll(() => own.close());

  it('match the answers of two waves and say who did not come back', async () => {
    const made = [];
    for (let i = 0; i < 14; i++) made.push(await signatory(own, `Firm ${String(i).padStart(2, '0')}`));
    const baseline = await sentSurvey(own);
    for (const one of made.slice(0, 13))
      await answer(own, await invitationOf(own, baseline, one.employerId), 2);
    const surveyId = (
      await own.owner<{ survey_id: string }>('SELECT survey_id FROM wave WHERE id = $1', [baseline])
    )[0]!.survey_id;
    const results = () => own.db.read([own.areaId], (tx) => own.get(Results).of(tx, surveyId));
    expect((await results()).compared).toBeUndefined();
    own.clock.set('2027-05-24T09:00:00Z');
    await own.get(DueWaves).run();
    const [next] = await own.owner<{ id: string }>('SELECT id FROM wave WHERE follows_wave_id = $1', [
      baseline,
    ]);
    for (const [i, one] of made.slice(0, 11).entries())
      await answer(own, await invitationOf(own, next!.id, one.employerId), i < 9 ? 3 : 2);
    await own.owner(
      `UPDATE message SET state = 'bounced', reason = 'No such mailbox', settled_at = created_at WHERE campaign = $1 AND employer_id = $2`,
      [`wave:${next!.id}`, made[12]!.employerId],
    );
    const { analysis, compared } = await results();
    expect(analysis.waves[baseline]).toMatchObject({ invited: 14, answered: 13 });
    const pair = analysis.pairs[`${baseline}->${next!.id}`]!;
    expect(pair.attrition).toMatchObject({
      before: 13,
      after: 11,
      matched: 11,
      lost: 2,
      lostReasons: { 'no answer': 1, undelivered: 1 },
    });
    // Nine went from 2 to 3, two stayed: 9/11 of a point.
    expect(pair.items['std_talk']!.change).toMatchObject({
      n: 11,
      meanBefore: 2,
      meanChange: expect.closeTo(9 / 11, 9),
      verdict: 'likely a real improvement',
    });
    expect(pair.items['enh_lead']!.change).toMatchObject({ n: 0, verdict: 'too few to tell' });
    expect(compared!.lost.map((one) => [one.employerName, one.reason])).toEqual([
      ['Firm 11', 'no answer'],
      ['Firm 12', 'undelivered'],
    ]);
    const report = await own.db.read([own.areaId], (tx) => own.get(WaveReports).get(tx, next!.id));
    expect(report).toMatchObject({ invited: 14, answered: 11, rate: 11 / 14 });
    expect(report.mails).toEqual(
      expect.arrayContaining([
        // Nothing is sent here; what was planned for the eleven is withdrawn with their answers.
        { state: 'queued', count: 2 },
        { state: 'cancelled', count: 11 },
        { state: 'bounced', count: 1 },
      ]),
    );
  });

  it('are not there for another area', async () => {
    const [survey] = await own.owner<{ id: string }>('SELECT id FROM survey');
    const other = own.db.read([own.secondAreaId], (tx) => own.get(Results).of(tx, survey!.id));
    await expect(other).rejects.toMatchObject({ kind: 'not-found' });
  });
});

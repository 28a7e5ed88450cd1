import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Links } from '#access';
import { Suppressions } from '#contact-policy';
import { Contacts, Employers } from '#employers';
import { PersonalLinks } from '#mail-templates';
import { projectFile } from '#platform';
import { Charters } from '#signatories';
import {
  Answering,
  DueWaves,
  Instruments,
  type LeftOut,
  Results,
  SURVEY_LINK,
  SurveyDrafts,
  Waves,
} from '#surveys';
import {
  answer,
  invitationOf,
  PLAN,
  type SurveyWorld,
  sam,
  sentSurvey,
  services,
  signatory,
  surveyWorld,
} from './world.js';

let world: SurveyWorld;
beforeEach(async () => {
  world = await surveyWorld();
});
afterEach(() => world.close());

const preview = (id: string) => world.db.read([world.areaId], (tx) => world.get(Waves).preview(tx, id));
const followUp = async (after: string) =>
  (
    await world.owner<{ id: string; opens_on: string; state: string }>(
      `SELECT id, opens_on::text, state FROM wave WHERE follows_wave_id = $1`,
      [after],
    )
  )[0]!;
const mails = (waveId: string) =>
  world.owner<{
    send_key: string;
    template: string;
    employer_id: string;
    data: Record<string, unknown>;
    expires_at: Date;
  }>(
    `SELECT send_key, template, employer_id, data, expires_at FROM message WHERE campaign = $1 ORDER BY send_key`,
    [`wave:${waveId}`],
  );

describe('sending a wave', () => {
  it('asks every current signatory that can be written to, and says why not the others', async () => {
    const ash = await signatory(world, 'Ash');
    await signatory(world, 'Birch', { contact: false });
    await signatory(world, 'Cedar', { email: null });
    const elder = await signatory(world, 'Elder');
    const fir = await signatory(world, 'Fir');
    await signatory(world, 'Holly');
    await world.db.write([world.areaId], async (tx) => {
      await world.get(Contacts).setEmailState(tx, world.areaId, 'elder@employer.example', 'bounced');
      const stops = world.get(Suppressions);
      await stops.suppress(tx, world.areaId, 'fir@employer.example', [
        { why: 'objection', source: 'staff', reason: 'Asked us to stop' },
      ]);
      // Returned often enough to be stopped, though the contact's record does not say so.
      await stops.add(tx, world.areaId, 'holly@employer.example', 'Returned');
      // Not a signatory: not on the list at all.
      await world.get(Employers).create(tx, world.areaId, { name: 'Gorse' }, sam);
    });
    await signatory(world, 'Kirklees only', {}, world.secondAreaId);
    const id = await world.get(Waves).plan(world.areaId, PLAN);
    const { list } = await preview(id);
    expect(list.invited.map((one) => [one.employerId, one.contactId])).toEqual([
      [ash.employerId, ash.contactId],
    ]);
    expect(list.leftOut.map((one) => [one.employerName, one.reason])).toEqual([
      ['Birch', 'no_contact'],
      ['Cedar', 'no_address'],
      ['Elder', 'bounced'],
      ['Fir', 'objected'],
      ['Holly', 'bounced'],
    ] satisfies [string, LeftOut][]);
    await world.get(Waves).open([world.areaId], id, { actor: sam, shown: 1, senderName: 'Sam Sample' });
    const frozen = await world.owner(
      'SELECT employer_name, left_out FROM wave_employer WHERE wave_id = $1 ORDER BY 1',
      [id],
    );
    expect(frozen.map((row) => row['left_out'])).toEqual([
      null,
      'no_contact',
      'no_address',
      'bounced',
      'objected',
      'bounced',
    ]);
    expect(elder.employerId).not.toBe(fir.employerId);
  });

  it('writes list, invitation, link, mail and fact together, and the mail holds a link that works', async () => {
    const { employerId, contactId } = await signatory(world, 'Ash');
    const id = await sentSurvey(world);
    const [mail, ...more] = await mails(id);
    expect(more).toEqual([]);
    expect(mail).toMatchObject({
      send_key: `survey-invitation:${id}:${employerId}`,
      template: 'surveys.survey-invitation',
      data: { employer: 'Ash', openUntil: 'Monday 14 December 2026', sender: 'Sam Sample' },
      // Late answers count to the end of 28 December.
      expires_at: new Date('2026-12-29T00:00:00Z'),
    });
    const token = String(world.get(PersonalLinks).open(mail!.data)['link']).split('/s/')[1]!;
    const link = await world.get(Links).find(SURVEY_LINK, token);
    expect(link).toMatchObject({ areaId: world.areaId, expiresAt: new Date('2026-12-29T00:00:00Z') });
    expect(link.subjectId).toBe(await invitationOf(world, id, employerId));
    const facts = await world.owner(
      `SELECT kind, employer_id, contact_id, data FROM fact WHERE kind LIKE 'surveys.%' ORDER BY kind`,
    );
    expect(facts).toEqual([
      expect.objectContaining({ kind: 'surveys.invited', employer_id: employerId, contact_id: contactId }),
      expect.objectContaining({
        kind: 'surveys.wave-opened',
        data: expect.objectContaining({ invited: [employerId], leftOut: 0 }),
      }),
    ]);
  });

  it('sends nothing when the count shown is not the count there is', async () => {
    await signatory(world, 'Ash');
    const id = await world.get(Waves).plan(world.areaId, PLAN);
    await signatory(world, 'Birch');
    const open = world.get(Waves).open([world.areaId], id, { actor: sam, shown: 1, senderName: 'Sam' });
    await expect(open).rejects.toMatchObject({
      code: 'surveys.list-changed',
      message: expect.stringContaining('shown 1; it would be 2'),
    });
    expect(await mails(id)).toEqual([]);
    expect((await preview(id)).wave.state).toBe('planned');
  });

  it('goes out once, however often the button is pressed at once', async () => {
    await signatory(world, 'Ash');
    const id = await world.get(Waves).plan(world.areaId, PLAN);
    const press = () =>
      world.get(Waves).open([world.areaId], id, { actor: sam, shown: 1, senderName: 'Sam' });
    const results = await Promise.allSettled([press(), press(), press()]);
    expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(await mails(id)).toHaveLength(1);
  });

  it('leaves nothing behind when a part of it fails', async () => {
    await signatory(world, 'Ash');
    const id = await world.get(Waves).plan(world.areaId, PLAN);
    await world.owner('ALTER TABLE message ADD CONSTRAINT refuse CHECK (false) NOT VALID');
    const open = world.get(Waves).open([world.areaId], id, { actor: sam, shown: 1, senderName: 'Sam' });
    await expect(open).rejects.toThrow();
    for (const table of ['wave_employer', 'invitation', 'link_token'])
      expect(await world.owner(`SELECT FROM ${table}`)).toEqual([]);
    expect(await world.owner(`SELECT FROM wave WHERE state <> 'planned' OR kind = 'followup'`)).toEqual([]);
  });

  it('may be changed and deleted until it is sent, and the database lets nothing that was sent go', async () => {
    await signatory(world, 'Ash');
    const drafts = world.get(SurveyDrafts);
    const id = await world.get(Waves).plan(world.areaId, PLAN);
    await drafts.change([world.areaId], id, { ...PLAN, title: 'Another title', openDays: 7 });
    expect((await preview(id)).wave).toMatchObject({
      title: 'Another title',
      openDays: 7,
      closesOn: '2026-11-30',
    });
    const by = { actor: sam, reason: 'Planned twice' };
    await expect(drafts.remove([world.secondAreaId], id, by)).rejects.toMatchObject({ kind: 'not-found' });
    await drafts.remove([world.areaId], id, by);
    expect(await world.owner('SELECT FROM survey')).toEqual([]);
    expect(await world.owner(`SELECT verb, reason FROM audit_line WHERE resource = 'survey_wave'`)).toEqual([
      { verb: 'delete', reason: 'Planned twice' },
    ]);
    const sent = await sentSurvey(world);
    for (const wave of [sent, (await followUp(sent)).id])
      await expect(drafts.remove([world.areaId], wave, by)).rejects.toMatchObject({
        code: 'surveys.already-opened',
      });
    await world.db.write([world.areaId], (tx) => tx.execute('DELETE FROM wave WHERE id = $1', [sent]));
    expect(await world.owner('SELECT FROM wave WHERE id = $1', [sent])).toHaveLength(1);
  });

  it('says which other open survey asks the same employers', async () => {
    await signatory(world, 'Ash');
    const first = await sentSurvey(world);
    await signatory(world, 'Birch');
    const id = await world.get(Waves).plan(world.areaId, { ...PLAN, title: 'Another one' });
    expect((await preview(id)).elsewhere).toEqual([
      { waveId: first, title: 'Employer survey', closesOn: '2026-12-14', count: 1 },
    ]);
    world.clock.set('2026-12-29T00:00:00Z');
    await world.get(DueWaves).run();
    expect((await preview(id)).elsewhere).toEqual([]);
  });

  it('is not for another area: the wave is not there', async () => {
    await signatory(world, 'Ash');
    const id = await world.get(Waves).plan(world.areaId, PLAN);
    const open = world.get(Waves).open([world.secondAreaId], id, { actor: sam, shown: 1, senderName: 'Sam' });
    await expect(open).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('refuses to publish another text under a published version', async () => {
    await world.get(Waves).plan(world.areaId, PLAN);
    await world.owner(`UPDATE instrument_version SET content = jsonb_set(content, '{title}', '"Other"')`);
    await expect(world.get(Waves).plan(world.areaId, PLAN)).rejects.toThrow('cannot change');
  });
});

describe('an answer', () => {
  it('withdraws what was still to go out of its invitation, with the reason, and nobody else’s', async () => {
    const ash = await signatory(world, 'Ash');
    await signatory(world, 'Birch');
    const baseline = await sentSurvey(world);
    // The first one came back and was sent again; that one waits for Monday.
    await world.owner(
      `INSERT INTO message (id, area_id, send_key, message_id, verp_token, employer_id, address, recipient_name, purpose,
                            template, template_version, data, subject, cause, campaign, state, created_at)
       SELECT gen_random_uuid(), area_id, send_key || ':again:1', message_id || '1', verp_token || '1', employer_id, address,
              recipient_name, purpose, template, template_version, data, subject, cause, campaign, 'queued', created_at
         FROM message WHERE employer_id = $1`,
      [ash.employerId],
    );
    await answer(world, await invitationOf(world, baseline, ash.employerId));
    const rows = await world.owner<{ employer_id: string; state: string; reason: string | null }>(
      'SELECT employer_id, state, reason FROM message WHERE campaign = $1',
      [`wave:${baseline}`],
    );
    const own = rows.filter((one) => one.employer_id === ash.employerId);
    expect(own.map((one) => [one.state, one.reason])).toEqual(
      Array(2).fill(['cancelled', 'They have answered, so it is no longer needed.']),
    );
    expect(rows.find((one) => one.employer_id !== ash.employerId)).toMatchObject({ state: 'queued' });
    expect(rows).toHaveLength(3);
  });
});

describe('versions of the questionnaire', () => {
  it('are the newest for a new survey; one under way asks its own again and compares as before', async () => {
    const ash = await signatory(world, 'Ash');
    // As it was planned before there was version 2.
    const first = JSON.parse(projectFile('libs/surveys/data/instruments/employer-baseline.v1.json'));
    const old = await world.get(Waves).plan(world.areaId, PLAN);
    const v1 = await world.db.write([world.areaId], (tx) => world.get(Instruments).publish(tx, first));
    await world.owner('UPDATE survey SET instrument_version_id = $1', [v1]);
    await world.get(Waves).open([world.areaId], old, { actor: sam, shown: 1, senderName: 'Sam' });
    await answer(world, await invitationOf(world, old, ash.employerId), 2);
    world.clock.set('2027-05-24T08:00:00Z');
    await world.get(DueWaves).run();
    const later = await followUp(old);
    const invitation = await invitationOf(world, later.id, ash.employerId);
    const visit = await world.get(Answering).get(world.areaId, invitation);
    expect(visit.instrument.version).toBe(1);
    // What the email promises is worked out, not what version 1 says of itself.
    expect((await mails(later.id))[0]!.data).toMatchObject({ minutes: 8 });
    await answer(world, invitation, 3);
    const results = await world.db.read([world.areaId], (tx) =>
      world.get(Results).of(tx, visit.wave.surveyId),
    );
    expect(results.analysis.pairs[`${old}->${later.id}`]!.attrition).toMatchObject({ matched: 1 });
    const { wave } = await preview(await world.get(Waves).plan(world.areaId, PLAN));
    const [newest] = await world.owner('SELECT version FROM instrument_version WHERE id = $1', [
      wave.instrumentVersionId,
    ]);
    expect(newest).toEqual({ version: 2 });
  });
});

describe('the follow-up', () => {
  it('names the month in which an employer answered, not the one in which the wave opened', async () => {
    const ash = await signatory(world, 'Ash');
    await signatory(world, 'Birch');
    const baseline = await sentSurvey(world);
    world.clock.set('2026-12-04T10:00:00Z');
    await answer(world, await invitationOf(world, baseline, ash.employerId));
    world.clock.set('2027-05-24T08:00:00Z');
    await world.get(DueWaves).run();
    const sent = await mails((await followUp(baseline)).id);
    expect(
      sent.map((one) => [one.employer_id === ash.employerId, one.data['asked'], one.data['answered']]),
    ).toEqual(
      expect.arrayContaining([
        [true, 'December 2026', true],
        [false, 'November 2026', false],
      ]),
    );
  });

  it('is planned when the baseline opens and opens by itself at nine in London, once among three workers', async () => {
    const ash = await signatory(world, 'Ash');
    const birch = await signatory(world, 'Birch');
    const baseline = await sentSurvey(world);
    await answer(world, await invitationOf(world, baseline, ash.employerId));
    // Six months after 24 November 2026 is Monday 24 May 2027.
    const planned = await followUp(baseline);
    expect(planned).toMatchObject({ opens_on: '2027-05-24', state: 'planned' });

    const workers = await Promise.all([1, 2, 3].map(async () => (await services(world))(DueWaves)));
    const tick = async () =>
      (await Promise.all(workers.map((worker) => worker.run()))).reduce((sum, one) => sum + one.opened, 0);
    world.clock.set('2027-05-24T07:59:59Z');
    expect(await tick()).toBe(0);
    world.clock.set('2027-05-24T08:00:00Z');
    expect(await tick()).toBe(1);
    expect(await tick()).toBe(0);
    const sent = await mails(planned.id);
    expect(sent).toHaveLength(2);
    const of = (employerId: string) => sent.find((one) => one.employer_id === employerId)!;
    expect(of(ash.employerId)).toMatchObject({
      template: 'surveys.survey-followup',
      data: {
        asked: 'November 2026',
        answered: true,
        openUntil: 'Sunday 13 June 2027',
        sender: 'Sam Sample',
      },
    });
    expect(of(birch.employerId).data).toMatchObject({ answered: false });
  });

  it('goes to everyone on the first list but those closed, objecting or no longer signed; to nobody new', async () => {
    const names = ['Ash', 'Birch', 'Cedar', 'Elder', 'Fir'] as const;
    const made = Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, await signatory(world, name)] as const)),
    ) as Record<(typeof names)[number], { employerId: string; contactId: string }>;
    const later = await signatory(world, 'Gorse', { email: null });
    const baseline = await sentSurvey(world);
    world.clock.set('2027-01-10T10:00:00Z');
    await signatory(world, 'Hazel');
    await world.owner('UPDATE employer SET closed_at = $2 WHERE id = $1', [
      made.Birch.employerId,
      world.clock.now(),
    ]);
    await world.owner('UPDATE employer SET merged_into = $2 WHERE id = $1', [
      made.Fir.employerId,
      made.Ash.employerId,
    ]);
    await world.db.write([world.areaId], async (tx) => {
      await world
        .get(Suppressions)
        .suppress(tx, world.areaId, 'cedar@employer.example', [
          { why: 'objection', source: 'staff', reason: 'Asked us to stop' },
        ]);
      const charter = (await world.get(Charters).current(tx, world.areaId, world.clock.now())).find(
        (c) => c.employerId === made.Elder.employerId,
      )!;
      await world
        .get(Charters)
        .end(tx, world.areaId, charter.charterId, { how: 'withdrawn', reason: 'They wrote to us' }, sam);
      // Could not be asked the first time, and can be now.
      await world
        .get(Contacts)
        .change(tx, later.contactId, { name: 'Gorse Contact', email: 'gorse@employer.example' }, sam);
    });
    world.clock.set('2027-05-24T09:00:00Z');
    await world.get(DueWaves).run();
    const { id } = await followUp(baseline);
    const sent = (await mails(id)).map((one) => one.employer_id).sort();
    expect(sent).toEqual([made.Ash.employerId, later.employerId].sort());
    const left = await world.owner(
      'SELECT employer_name, left_out FROM wave_employer WHERE wave_id = $1 AND left_out IS NOT NULL ORDER BY 1',
      [id],
    );
    expect(left).toEqual([
      { employer_name: 'Birch', left_out: 'closed' },
      { employer_name: 'Cedar', left_out: 'objected' },
      { employer_name: 'Elder', left_out: 'not_signatory' },
    ]);
  });

  it('closes once its last counting day is over and keeps the groups of that day', async () => {
    const { employerId } = await signatory(world, 'Ash');
    const baseline = await sentSurvey(world);
    await world.db.write([world.areaId], (tx) =>
      world.get(Employers).change(tx, employerId, { headcount: 600 }, sam),
    );
    world.clock.set('2026-12-28T23:59:59Z');
    expect(await world.get(DueWaves).run()).toEqual({ opened: 0, closed: 0 });
    world.clock.set('2026-12-29T00:00:00Z');
    expect(await world.get(DueWaves).run()).toEqual({ opened: 0, closed: 1 });
    await world.db.write([world.areaId], (tx) =>
      world.get(Employers).change(tx, employerId, { headcount: 5 }, sam),
    );
    const [row] = await world.owner('SELECT sector, size_band FROM wave_employer WHERE wave_id = $1', [
      baseline,
    ]);
    expect(row).toEqual({ sector: 'private', size_band: 'n501_plus' });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Tokens } from '#access';
import { newId } from '#platform';
import { Answering } from '#surveys';
import { answer, invitationOf, type SurveyWorld, signatory } from '../integration/surveys/world.js';
import { asked, go, type SurveySite, surveySite } from '../support/survey-steps.js';
import type { TestWeb } from '../support/web.js';

let site: SurveySite;
let web: TestWeb;
let world: SurveyWorld;

beforeAll(async () => {
  site = await surveySite();
  ({ web, world } = site);
});
afterAll(() => site?.close());

describe('planning and sending a survey', () => {
  it('shows names, count and who is left out, and sends to exactly those', async () => {
    const kirklees = await web.signedIn({ role: 'coordinator', areaId: web.world.secondAreaId });
    await signatory(world, 'Ash (sample)', {}, web.world.secondAreaId);
    await signatory(world, 'Birch (sample)', { email: null }, web.world.secondAreaId);
    const form = (await (await kirklees.get('/surveys')).follow('New survey')).form('title');
    expect(form.values).toMatchObject({ openDays: '21', lateDays: '14', followUpMonths: '6' });
    const again = await form.fill({ openDays: 'three weeks' }).submit();
    expect(again.status).toBe(422);
    expect(again.title).toMatch(/^Error: /);
    expect(again.one('#title-error').text).toContain('Enter a title');
    expect(again.form('title').values).toMatchObject({ openDays: 'three weeks' });
    const send = await again.form('title').fill({ title: 'Employer survey 2026', openDays: '21' }).submit();
    expect(send.words).toContain('Ash (sample) Contact');
    expect(send.words).toContain('Birch (sample) The primary contact has no usable email address');
    expect(send.words).toContain('Monday 14 December 2026');
    // Somebody signs while the page is open: the count shown is not the count there is.
    await signatory(world, 'Cedar (sample)', {}, web.world.secondAreaId);
    const changed = await send.form('Send to 1 person now').submit();
    expect(changed.status).toBe(409);
    expect(changed.words).toContain('You were shown 1; it would be 2 now. Nothing was sent.');
    const sent = await changed.form('Send to 2 people now').submit();
    expect(sent.words).toContain('Sent: the emails to 2 people are on their way.');
    expect(sent.words).toContain('0 of 2');
    const list = await kirklees.get('/surveys');
    expect(list.words).toContain('Opens by itself on 24 May 2027');
    // What was sent is not sent again by an old page.
    const twice = await changed.form('Send to 2 people now').submit();
    expect(twice.status).toBe(409);
    expect(twice.words).toContain('already been sent');
  });

  it('shows whose mail would be held for its words before it is sent, with a way to the words', async () => {
    const areaId = web.world.secondAreaId;
    const kirklees = await web.signedIn({ role: 'coordinator', areaId });
    const plan = async () =>
      (await kirklees.get('/surveys/new')).form('title').fill({ title: 'Once more' }).submit();
    expect((await plan()).words).not.toContain('would be held');
    const { employerId } = await signatory(world, 'Nameless (sample)', {}, areaId);
    await web.world.owner(`UPDATE contact SET name = '' WHERE employer_id = $1`, [employerId]);
    const send = await plan();
    expect(send.words).toContain('1 email would be held: the template asks for something it does not have');
    expect(send.words).toContain('Nameless (sample): Name of the person it goes to');
    // Staff's words may do without the name; words that do not fit let nobody's mail go.
    const write = (number: number, subject: string, body: string) =>
      web.world.owner(
        `INSERT INTO mail_template (id, area_id, mail, number, own, subject, body, because, note, created_at, created_by)
         VALUES ($1, $2, 'surveys.survey-invitation', $3, false, $4, $5, 'Because.', '', $6, '{"kind":"user"}')`,
        [newId(), areaId, number, subject, body, web.world.clock.now()],
      );
    await write(1, 'A survey for {{employer}}', '[Answer]({{link}})');
    expect((await plan()).words).not.toContain('would be held');
    await write(2, 'A survey for {{nickname}}', '[Answer]({{link}})');
    const broken = await plan();
    expect(broken.words).toContain('No email would go');
    expect((await broken.follow('Correct the template “Survey invitation”')).words).toContain(
      'This template has a mistake',
    );
    await write(3, 'A survey for {{employer}}', '[Answer]({{link}})');
    await web.world.owner('DELETE FROM charter WHERE employer_id = $1', [employerId]);
  });

  it('is for coordinators: others see what the matrix gives them', async () => {
    const { waveId } = await asked(site);
    const regional = await web.signedIn({ role: 'regional_lead' });
    expect((await regional.get(`/surveys/waves/${waveId}`)).status).toBe(200);
    expect((await regional.get(`/surveys/waves/${waveId}`)).words).not.toContain('Contact');
    expect((await regional.get('/surveys/new')).status).toBe(403);
    const commissioner = await web.signedIn({ role: 'commissioner' });
    const summary = await commissioner.get('/surveys');
    expect(summary.words).toContain('Employer survey');
    expect(summary.words).not.toMatch(/State|Open\b/);
    expect((await commissioner.get(`/surveys/waves/${waveId}`)).status).toBe(403);
    expect((await (await web.signedIn({ role: 'partner', agency: 'jcp' })).get('/surveys')).status).toBe(403);
    const other = await web.signedIn({ role: 'coordinator', areaId: web.world.secondAreaId });
    const surveyId = (
      await web.world.owner<{ survey_id: string }>('SELECT survey_id FROM wave WHERE id = $1', [waveId])
    )[0]!.survey_id;
    for (const path of [
      `waves/${waveId}`,
      `waves/${waveId}/send`,
      `waves/${waveId}/delete`,
      `${surveyId}/results`,
    ])
      expect((await other.get(`/surveys/${path}`)).status).toBe(404);
  });

  it('lets a partner read an answer only where its employer agreed, and never its words', async () => {
    const partner = await web.signedIn({ role: 'partner', agency: 'jcp' });
    const read = async (share: string) => {
      const { waveId, employerId, link } = await asked(site);
      const visitor = web.visitor();
      await go(await visitor.get(`${link}/q/std_talk`), { std_talk: '3', std_talk__comment: 'Most teams' });
      const invitation = await invitationOf(world, waveId, employerId);
      await world.get(Answering).save(web.world.areaId, invitation, 'share', { share });
      await go(await visitor.get(`${link}/q/role`));
      await world.get(Answering).submit(web.world.areaId, invitation);
      const [row] = await web.world.owner<{ id: string }>('SELECT id FROM answer WHERE invitation_id = $1', [
        invitation,
      ]);
      return partner.get(`/surveys/answers/${row!.id}`);
    };
    const named = await read('named');
    expect(named.words).toContain('In place:');
    expect(named.words).not.toContain('Most teams');
    expect((await read('totals')).status).toBe(404);
  });

  it('can be changed and deleted until it is sent, which is asked about and said', async () => {
    await asked(site);
    const sam = await web.signedIn({ role: 'coordinator' });
    const send = await (await sam.get('/surveys/new')).form('title').fill({ title: 'Planed twice' }).submit();
    expect(send.words).toMatch(
      /Some of these employers are being asked by another survey ?\d+ employers? by Employer survey/,
    );
    // Where a draft lands once it is planned, and on its own page.
    expect((await send.follow('Delete')).words).toContain('Delete Planed twice?');
    const draft = await sam.get(new URL(send.url).pathname.replace('/send', ''));
    const form = (await draft.follow('Change')).form('title');
    expect(form.values).toMatchObject({ title: 'Planed twice', openDays: '21' });
    expect((await form.fill({ title: '' }).submit()).status).toBe(422);
    const changed = await form.fill({ title: 'Planned twice', openDays: '14' }).submit();
    expect(changed.words).toContain('Baseline: Planned twice');
    const confirm = await changed.follow('Delete');
    expect(confirm.words).toContain('Nobody was asked, so no answers and no emails are lost');
    const refused = await confirm.form('reason').submit();
    expect(refused.status).toBe(422);
    const list = await refused.form('reason').fill({ reason: 'Planned twice' }).submit();
    expect(list.words).toContain('The draft is deleted');
    expect(list.words).not.toContain('Planned twice');
    const sent = (await asked(site)).waveId;
    expect((await sam.get(`/surveys/waves/${sent}/delete`)).status).toBe(403);
  });

  it('counts nobody as asked whose email is held or was not sent, here and on the timeline', async () => {
    const { employerId, waveId, name } = await asked(site);
    const mailIs = (state: string) =>
      web.world.owner(
        `UPDATE message SET state = $3, reason = 'Because.', settled_at = CASE $3 WHEN 'expired' THEN created_at END
          WHERE campaign = $1 AND employer_id = $2`,
        [`wave:${waveId}`, employerId, state],
      );
    const sam = await web.signedIn({ role: 'coordinator' });
    const page = async () => (await sam.get(`/surveys/waves/${waveId}`)).words;
    const record = async () => (await sam.get(`/employers/${employerId}?show=surveys`)).words;
    const count = Number(/0 of (\d+)/.exec(await page())![1]);
    expect(await record()).toContain('Asked to answer the survey');
    await mailIs('held');
    expect(await page()).toContain(`0 of ${count - 1}have`);
    expect(await page()).toContain('1 more employer is not asked yet: its email is held.');
    expect(await page()).toMatch(new RegExp(`${name.replace(/[()]/g, '.')}.{0,50}Not asked yet`));
    expect(await record()).toContain('To be asked to answer the survey Invitation by email, held');
    const line = (await sam.get('/surveys')).all('tbody tr').find((row) => row.innerHTML.includes(waveId))!;
    expect(line.querySelectorAll('.num').map((one) => one.text)).toEqual([String(count - 1), '0']);
    await mailIs('expired');
    expect(await page()).toContain('1 employer was not asked: its email was not sent.');
    expect(await record()).toContain('Not asked to answer the survey Its email was not sent');
    // Whoever came by the link all the same was asked.
    await answer(world, await invitationOf(world, waveId, employerId));
    expect(await page()).toContain(`1 of ${count}have`);
    expect(await record()).toContain('Asked to answer the survey');
  });

  it('shows no rate while answers can still come', async () => {
    const { waveId, employerId } = await asked(site);
    await answer(world, await invitationOf(world, waveId, employerId));
    const sam = await web.signedIn({ role: 'coordinator' });
    const open = await sam.get(`/surveys/waves/${waveId}`);
    expect(open.words).toMatch(/1 of \d+ ?have answered/);
    expect(open.words).not.toMatch(/%|interval/);
  });

  it('tells programs how a wave stands, never an answer', async () => {
    const { waveId, employerId } = await asked(site);
    await answer(world, await invitationOf(world, waveId, employerId));
    const asking = async (role: 'coordinator' | 'commissioner') => {
      const { userId } = await web.person({ role });
      const { token } = await web.world.db.write([], (tx) =>
        web.app.get(Tokens).create(tx, {
          name: 'test',
          userId,
          scopes: ['survey_wave:read'],
          areaIds: [web.world.areaId],
        }),
      );
      return async (path: string) =>
        (await fetch(web.url + path, { headers: { authorization: `Bearer ${token}` } })).json() as Promise<
          Record<string, unknown>
        >;
    };
    const ask = await asking('coordinator');
    const list = (await ask('/api/surveys/waves'))['waves'] as { id: string; answered: number }[];
    expect(list.find((one) => one.id === waveId)).toMatchObject({
      kind: 'baseline',
      state: 'open',
      opensOn: '2026-11-24',
      closesOn: '2026-12-14',
      answered: 1,
    });
    expect(await ask(`/api/surveys/waves/${waveId}`)).toMatchObject({
      answered: 1,
      responseRate: expect.any(Number),
    });
    expect(JSON.stringify(await ask(`/api/surveys/waves/${waveId}`))).not.toMatch(/std_|Contact/);
    // Whoever may read only figures gets the fields of the matrix and no others.
    const waves = (await (await asking('commissioner'))('/api/surveys/waves'))['waves'] as object[];
    expect(waves).not.toEqual([]);
    for (const wave of waves)
      expect(Object.keys(wave).sort()).toEqual(['answered', 'closesOn', 'invited', 'opensOn', 'title']);
  });
});

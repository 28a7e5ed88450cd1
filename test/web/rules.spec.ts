import { mkdirSync } from 'node:fs';
import type { Type } from '@nestjs/common';
import type { Browser } from 'playwright-core';
import { Suppressions } from '#contact-policy';
import { ContactGate } from '#messaging';
import { contactWorld } from '../integration/messaging/contact-world.js';
import { type SurveyWorld, signatory } from '../integration/surveys/world.js';
import { axe, comeIn, launchBrowser, overflow } from '../support/browser.js';
import type { Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

let web: TestWeb;
let browser: Browser;
let staff: Visitor;
let c: Awaited<ReturnType<typeof contactWorld>>;
const shots = process.env['SHOTS'];

beforeAll(async () => {
  web = await testWeb();
  web.world.clock.set('2026-11-25T09:00:00Z');
  browser = await launchBrowser();
  staff = await web.signedIn({ role: 'coordinator' });
  c = await contactWorld(web.world);
});
afterAll(async () => {
  await browser?.close();
  await c?.close();
  await web?.close();
});

const rules = async () => (await staff.get('/mail/rules')).form('sendFrom');
const message = async (id: string) =>
  (await web.world.owner<Record<string, unknown>>('SELECT * FROM message WHERE id = $1', [id]))[0]!;

describe('the contact rules of an area', () => {
  it('begin as the program’s', async () => {
    const page = await staff.get('/mail/rules');
    expect(page.form('sendFrom').values).toMatchObject({
      sendFrom: '9:00',
      sendUntil: '17:00',
      nation: 'england-and-wales',
      employerShortMax: '1',
      employerShortDays: '14',
      replyDays: '14',
      version: '0',
    });
    expect(page.words).toContain('within sending hours now, until 5pm');
    expect(page.words).toContain('called on 25 November 2026 gets the next survey from 9 December 2026 on');
    expect(page.words).toContain('No email is held');
  });

  it('are saved, hold from then on, and say who saved them', async () => {
    const id = await c.mail(
      { address: 'robin@held.example' },
      { hold: 'quiet_hours', next_attempt_at: '2026-11-26T09:00:00Z' },
    );
    const saved = await (await rules())
      .fill({
        sendFrom: '8:30',
        employerShortMax: '2',
        employerShortDays: '30',
        personLongMax: 'Unlimited',
        extraDays: '11 June 2027\n14/6/2027',
      })
      .submit('Save the rules');
    expect(saved.words).toContain('Saved. Emails that were held are being looked at again.');
    expect(saved.words).toContain('1 email is being looked at now. How many are held shows here after that.');
    expect(saved.words).not.toContain('No email is held');
    await web.world.owner('DELETE FROM message WHERE id = $1', [id]);
    expect(saved.words).toMatch(/Last saved by Sam Sample \d+, 25 November 2026, 9am/);
    expect(saved.form('sendFrom').values).toMatchObject({
      sendFrom: '8:30',
      employerShortMax: '2',
      employerShortDays: '30',
      personLongMax: 'unlimited',
      extraDays: '2027-06-11\n2027-06-14',
      version: '1',
    });
    const kept = await web.world.owner(
      `SELECT verb, resource, subject FROM audit_entry WHERE resource = 'setting'`,
    );
    expect(kept).toEqual([{ verb: 'change', resource: 'setting', subject: 'contact-rules:1' }]);
  });

  it('keep what was typed and say beside each field what is wrong', async () => {
    const again = await (await rules())
      .fill({
        sendUntil: '8:00',
        employerLongMax: 'many',
        personShortMax: '3',
        personShortDays: '',
        extraDays: 'some day',
        replyDays: 'x',
      })
      .submit('Save the rules');
    expect([again.status, again.title]).toEqual([422, expect.stringMatching(/^Error: /)]);
    expect(again.one('#employerLongMax-error').text).toContain('whole number');
    expect(again.one('#replyDays-error').text).toContain('number of days');
    expect(again.form('sendFrom').values).toMatchObject({
      sendUntil: '8:00',
      employerLongMax: 'many',
      extraDays: 'some day',
    });
    const more = await (await rules())
      .fill({ sendUntil: '8:00', personShortMax: '3', personShortDays: '', extraDays: 'some day' })
      .submit('Save the rules');
    expect(more.one('#sendUntil-error').text).toContain('later than the beginning');
    expect(more.one('#personShortDays-error').text).toContain('in how many days');
    expect(more.one('#extraDays-error').text).toContain('“some day” is not a date');
  });

  it('take a limit of 0 only when somebody ticks what it means', async () => {
    const asked = await (await rules()).fill({ employerShortMax: '0' }).submit('Save the rules');
    expect(asked.status).toBe(422);
    expect(asked.one('#nobody-error').text).toContain('nobody is contacted');
    const to = await c.pair();
    const id = await c.mail(to);
    expect(await c.decisions([id])).toEqual(['send ok']);
    const done = await asked.form('sendFrom').fill({ nobody: 'yes' }).submit('Save the rules');
    expect(done.words).toContain('Nobody at an employer is contacted');
    expect(await c.decisions([id])).toEqual(['never limit_zero']);
    const short = { employerShortMax: '1', employerShortDays: '14' };
    const longer = await (await rules())
      .fill({ ...short, employerLongMax: '0', nobody: 'yes' })
      .submit('Save the rules');
    expect(longer.words).toContain('Nobody at an employer is contacted');
    expect(longer.words).not.toContain('gets the next survey from');
    await (await rules())
      .fill({ ...short, employerLongMax: '6', employerLongDays: '91' })
      .submit('Save the rules');
    expect(await c.decisions([id])).toEqual(['send ok']);
    // The usual limit is kept as nothing of the area's own.
    const [kept] = await web.world.owner<{ limits: object }>(
      `SELECT rules -> 'limits' -> 'employer' -> 'short' AS limits FROM contact_rules ORDER BY version DESC LIMIT 1`,
    );
    expect(kept!.limits).toBeNull();
  });

  it('are not saved over what somebody else saved meanwhile', async () => {
    const [mine, theirs] = [await rules(), await rules()];
    await theirs.fill({ sendUntil: '18:00' }).submit('Save the rules');
    const late = await mine.fill({ sendUntil: '16:00' }).submit('Save the rules');
    expect([late.status, late.words.includes('Somebody else saved these rules')]).toEqual([409, true]);
    expect((await rules()).values['sendUntil']).toBe('18:00');
  });

  it('show what holds mail now, and look at it again when they change', async () => {
    const to = await c.pair();
    const until = '2026-12-02T09:00:00Z';
    const id = await c.mail(to, {
      hold: 'limit_employer',
      next_attempt_at: until,
      reason: 'Held until then.',
    });
    const paused = await c.mail(to, { hold: 'area_paused', state: 'held', next_attempt_at: null });
    const page = await staff.get('/mail/rules');
    expect(page.words).toContain(
      'The contact limit of the employerThe first goes at 9am on Wednesday 2 December 2026 at the earliest 1',
    );
    expect(page.words).toContain('Email is paused 1');
    await (await rules()).fill({ employerShortMax: 'unlimited' }).submit('Save the rules');
    expect(await message(id)).toMatchObject({
      hold: null,
      state: 'queued',
      reason: null,
      next_attempt_at: web.world.clock.now(),
    });
    expect(await message(paused)).toMatchObject({ hold: 'area_paused', state: 'held' });
  });

  it('warn before the table of bank holidays ends', async () => {
    web.world.clock.set('2026-11-25T09:00:00Z');
    expect((await staff.get('/mail/rules')).words).not.toContain('are known here');
    web.world.clock.set('2028-12-01T10:00:00Z');
    const later = await web.signedIn({ role: 'coordinator' });
    expect((await later.get('/mail/rules')).words).toContain('are known here');
    web.world.clock.set('2026-11-25T09:00:00Z');
    staff = await web.signedIn({ role: 'coordinator' });
  });

  it('are for coordinators and administrators', async () => {
    for (const role of ['partner', 'commissioner', 'regional_lead'] as const) {
      const other = await web.signedIn({ role, ...(role === 'partner' ? { agency: 'Jobcentre Plus' } : {}) });
      expect((await other.get('/mail/rules')).status).toBe(403);
    }
  });

  it('look right, without a mistake axe can see, at 320 px too', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    await comeIn(context, staff);
    const page = await context.newPage();
    try {
      await page.goto(`${web.url}/mail/rules`);
      expect(await axe(page)).toEqual([]);
      if (shots) {
        mkdirSync(shots, { recursive: true });
        await page.screenshot({ path: `${shots}/rules-1280.png`, fullPage: true });
      }
      await page.setViewportSize({ width: 320, height: 800 });
      expect(await overflow(page)).toBe(0);
      if (shots) await page.screenshot({ path: `${shots}/rules-320.png`, fullPage: true });
    } finally {
      await context.close();
    }
  });
});

describe('one mail in spite of the rules', () => {
  const heldMail = async (hold: string) => {
    const to = await c.pair();
    await c.sent(to, '2026-11-20T10:00:00Z');
    const until = '2026-12-04T09:00:00Z';
    const decision = { code: hold, sentence: 'Held until 9am.', at: '2026-11-25T09:00:00Z', until };
    return {
      to,
      id: await c.mail(to, {
        hold,
        next_attempt_at: until,
        reason: 'Held until 9am.',
        decision: JSON.stringify(decision),
      }),
    };
  };
  beforeAll(async () => {
    await web.world.owner('DELETE FROM contact_rules');
    staff = await web.signedIn({ role: 'coordinator' });
  });

  it('goes by name and with a reason, which the audit keeps', async () => {
    const { id } = await heldMail('limit_person');
    const page = await staff.get(`/mail/${id}`);
    const ask = await page.follow(/in spite of the limit/);
    expect(ask.words).toContain('The contact limit of the person');
    const short = await ask.form('reason').fill({ reason: 'please' }).submit('Let it go');
    expect([short.status, short.one('#reason-error').text]).toEqual([
      422,
      expect.stringContaining('10 to 300'),
    ]);
    expect(short.form('reason').values['reason']).toBe('please');
    const done = await short
      .form('reason')
      .fill({ reason: 'They asked for it at the forum' })
      .submit('Let it go');
    expect(done.words).toContain('It goes in spite of the contact rules');
    expect(await message(id)).toMatchObject({
      hold: null,
      state: 'queued',
      override: {
        by: expect.stringContaining('Sam'),
        reason: 'They asked for it at the forum',
        covers: ['limits'],
      },
    });
    expect(await c.decisions([id])).toEqual(['send ok']);
    expect(
      await web.world.owner('SELECT reason FROM audit_line WHERE subject = $1', [`override:${id}`]),
    ).toEqual([{ reason: 'They asked for it at the forum' }]);
  });

  it('keeps hours unless they are ticked too', async () => {
    const { id } = await heldMail('quiet_hours');
    const ask = await staff.get(`/mail/${id}/override`);
    const again = await ask.form('reason').fill({ reason: 'The meeting is tonight' }).submit('Let it go');
    expect([again.status, again.one('#hours-error').text]).toEqual([
      422,
      expect.stringContaining('tick this'),
    ]);
    await again.form('reason').fill({ hours: 'yes' }).submit('Let it go');
    web.world.clock.set('2026-11-25T22:00:00Z');
    expect(await c.decisions([id])).toEqual(['send ok']);
    web.world.clock.set('2026-11-25T09:00:00Z');
  });

  it('does not go against a no', async () => {
    const { to, id } = await heldMail('limit_person');
    await (await staff.get(`/mail/${id}/override`))
      .form('reason')
      .fill({ reason: 'They asked for it at the forum', hours: 'yes' })
      .submit('Let it go');
    await web.world.db.write([web.world.areaId], (tx) =>
      web.app
        .get(Suppressions, { strict: false })
        .suppress(tx, web.world.areaId, to.address, [
          { scope: 'all-but-service', topic: null, why: 'objection', reason: 'They said so' },
        ]),
    );
    expect(await c.decisions([id])).toEqual(['never objection']);
  });

  it('is offered for limits and hours only', async () => {
    for (const hold of ['area_paused', 'legal_form_unknown', 'asked_to_wait']) {
      const { id } = await heldMail(hold);
      expect((await staff.get(`/mail/${id}`)).words).not.toMatch(/in spite of/);
      expect((await staff.get(`/mail/${id}/override`)).url).toMatch(new RegExp(`/mail/${id}$`));
    }
    const { id } = await heldMail('limit_person');
    const form = (await staff.get(`/mail/${id}/override`)).form('reason');
    await web.world.owner(`UPDATE message SET hold = 'area_paused' WHERE id = $1`, [id]);
    const refused = await form.fill({ reason: 'They asked for it at the forum' }).submit('Let it go');
    expect([refused.status, (await message(id))['override']]).toEqual([409, null]);
  });

  it('is refused where the area has set a limit to 0', async () => {
    const { id } = await heldMail('limit_person');
    const form = (await staff.get(`/mail/${id}/override`)).form('reason');
    const none = { short: null, long: null };
    await c.rules({ limits: { employer: { ...none, short: { max: 0, days: 14 } }, person: none } });
    const ask = async () => form.fill({ reason: 'They asked for it at the forum' }).submit('Let it go');
    const refused = await ask();
    expect([refused.status, refused.words]).toEqual([409, expect.stringContaining('a contact limit to 0')]);
    expect(await c.decisions([id])).toEqual(['never limit_zero']);
    // Ended by it, it says so, and nothing is offered.
    const decision = {
      code: 'limit_zero',
      sentence: 'Does not go.',
      at: '2026-11-25T09:00:00Z',
      until: null,
    };
    await web.world.owner(
      `UPDATE message SET state = 'cancelled', hold = NULL, next_attempt_at = NULL, decision = $2 WHERE id = $1`,
      [id, JSON.stringify(decision)],
    );
    expect((await staff.get(`/mail/${id}`)).words).not.toMatch(/in spite of/);
    const ended = await ask();
    expect([ended.status, ended.words]).toEqual([409, expect.stringContaining('a contact limit to 0')]);
    expect((await message(id))['override']).toBeNull();
    await web.world.owner('DELETE FROM contact_rules');
  });

  it('is nothing for partners, and looks right', async () => {
    const { id } = await heldMail('limit_employer');
    const partner = await web.signedIn({ role: 'partner', agency: 'Jobcentre Plus' });
    expect([403, 404]).toContain((await partner.get(`/mail/${id}/override`)).status);
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    await comeIn(context, staff);
    const page = await context.newPage();
    try {
      await page.goto(`${web.url}/mail/${id}/override`);
      expect(await axe(page)).toEqual([]);
      if (shots) await page.screenshot({ path: `${shots}/override-1280.png`, fullPage: true });
      await page.setViewportSize({ width: 320, height: 800 });
      expect(await overflow(page)).toBe(0);
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(`${web.url}/mail/${id}`);
      if (shots) await page.screenshot({ path: `${shots}/override-message-1280.png`, fullPage: true });
    } finally {
      await context.close();
    }
  });
});

describe('a survey', () => {
  const wave = async () => {
    const made = await (await staff.get('/surveys/new'))
      .form('title')
      .fill({ title: 'Employer survey' })
      .submit();
    return made.url.slice(made.url.indexOf('/surveys'));
  };

  it('says before and after it is sent how many mails wait, why, and until when', async () => {
    const world: SurveyWorld = {
      ...web.world,
      get: <T>(what: Type<T>) => web.app.get(what, { strict: false }),
    };
    await signatory(world, 'Ash (sample)', { email: 'ash@ash.example' });
    const called = await signatory(world, 'Birch (sample)', { email: 'birch@birch.example' });
    await c.call({ employerId: called.employerId }, '2026-11-18T10:20:00Z', { agency: 'Jobcentre Plus' });
    const path = await wave();
    const day = await staff.get(path);
    expect(day.words).toContain('1 email would go now, 1 would wait');
    expect(day.words).toContain(
      '1 email: The contact limit of the employer, until 9am on Wednesday 2 December 2026',
    );
    web.world.clock.set('2026-11-29T12:00:00Z');
    staff = await web.signedIn({ role: 'coordinator' });
    const sunday = await staff.get(path);
    expect(sunday.words).toContain('No email would go now');
    expect(sunday.words).toContain('1 email: Weekend or bank holiday, until 9am on Monday 30 November 2026');
    const sent = await sunday.form('shown').submit(/Send to 2/);
    expect(sent.words).toContain('The survey is open. Its emails are written.');
    expect(sent.words).not.toContain('on their way');
    expect(sent.words).toContain('2 emails wait');
    expect(sent.words).toContain(
      '1 email: The contact limit of the employer, until 9am on Wednesday 2 December 2026',
    );
    const browsing = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    await comeIn(browsing, staff);
    const page = await browsing.newPage();
    try {
      await page.goto(`${web.url}${new URL(sent.url).pathname}`);
      expect(await axe(page)).toEqual([]);
      if (shots) await page.screenshot({ path: `${shots}/wave-held-1280.png`, fullPage: true });
    } finally {
      await browsing.close();
    }
    web.world.clock.set('2026-11-25T09:00:00Z');
  });
});

describe('what would happen to a mail', () => {
  it('is said before it is decided, without a lock', async () => {
    web.world.clock.set('2026-11-28T22:00:00Z');
    const to = await c.pair();
    const id = await c.mail(to);
    const gate = web.app.get(ContactGate, { strict: false });
    const seen = await web.world.db.read([web.world.areaId], (tx) =>
      gate.preview(tx, web.world.areaId, [id]),
    );
    expect(seen.get(id)?.sentence).toBe(
      'Held until 9am on Monday 30 November 2026. It is a weekend or a bank holiday.',
    );
    web.world.clock.set('2026-11-25T09:00:00Z');
  });
});

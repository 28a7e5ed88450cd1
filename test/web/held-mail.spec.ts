import type { Browser } from 'playwright-core';
import { MailRegistry, Templates } from '#mail-templates';
import { Outbox } from '#messaging';
import { type Actor, newId } from '#platform';
import { confirmation } from '../integration/messaging/letter.js';
import { axe, comeIn, launchBrowser, overflow } from '../support/browser.js';
import type { Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

const sam: Actor = { kind: 'user', id: '00000000-0000-7000-8000-000000000001', label: 'Sam Sample' };
const NAME = 'test.confirmation';

describe('mail that is held for its words', () => {
  let web: TestWeb;
  let browser: Browser;
  let coordinator: Visitor;

  beforeAll(async () => {
    web = await testWeb();
    web.app.get(MailRegistry).add(confirmation);
    browser = await launchBrowser();
    coordinator = await web.signedIn({ role: 'coordinator' });
    // A version as an older program would have taken it.
    await web.world.owner(
      `INSERT INTO mail_template (id, area_id, mail, number, own, subject, body, because, note, created_at, created_by)
       VALUES ($1, $2, $3, 1, false, 'Hello {{nickname}}', '[Answer]({{link}})', 'Because.', '', $4, '{"kind":"user"}')`,
      [newId(), web.world.areaId, NAME, web.world.clock.now()],
    );
    await web.world.db.write([web.world.areaId], (tx) =>
      web.app.get(Outbox).enqueueMany(
        tx,
        ['one', 'two', 'three', 'four'].map((name) => ({
          areaId: web.world.areaId,
          sendKey: name,
          mail: confirmation,
          to: { address: `${name}@example.org`, name: name === 'four' ? '' : 'Robin Example' },
          data: { link: 'https://crm.example.org/s/secret-token' },
          campaign: 'wave:1',
          cause: 'Because a test says so.',
        })),
      ),
    );
  });
  afterAll(async () => {
    await browser?.close();
    await web?.close();
  });

  const idOf = async (name: string): Promise<string> =>
    (await web.world.owner<{ id: string }>(`SELECT id FROM message WHERE send_key = $1`, [name]))[0]!.id;
  const stateOf = async (name: string) =>
    (await web.world.owner<{ state: string }>(`SELECT state FROM message WHERE send_key = $1`, [name]))[0]!
      .state;

  it('waits for a person: on the first page, in the list and on its own page', async () => {
    const first = await coordinator.get('/today');
    expect(first.words).toContain('4 emails are held');
    expect(first.words).toContain('Email needs you today.');
    const list = await first.follow('Correct it');
    expect(list.all('.ms-line')).toHaveLength(4);
    expect(list.words).toContain('4 emails are held Their templates have a mistake');
    expect(list.words).toContain('Correct its template, then try again.');
    const page = await coordinator.get(`/mail/${await idOf('one')}`);
    expect(page.words).toContain('cannot be used any more');
    expect(page.all('iframe')).toEqual([]);
    expect(page.words).toContain('cannot be shown until its template is corrected');
    const words = await page.follow('the template of this email');
    expect([words.status, words.url]).toEqual([200, expect.stringContaining(`/mail/templates/${NAME}`)]);
    expect(words.words).toContain('This template has a mistake');
    expect(words.form('subject').values['subject']).toBe('Hello {{nickname}}');
  });

  it('can be stopped with a reason, and nothing typed is lost', async () => {
    const page = await coordinator.get(`/mail/${await idOf('two')}`);
    const again = await page.form('why').fill({ why: 'Too short' }).submit('Stop it');
    expect([again.status, again.form('why').values['why']]).toEqual([422, 'Too short']);
    expect(again.one('#why-error').text).toContain('Say why, in 10 to 300 characters');
    const stopped = await again.form('why').fill({ why: 'They rang and know already.' }).submit('Stop it');
    expect(stopped.words).toContain('Stopped. It does not go.');
    expect(stopped.words).toContain('stopped it: They rang and know already.');
    expect(stopped.text).not.toContain('/try-again');
    // The form of a page that was open meanwhile.
    const late = await page.form('Try again').fill({ mended: 'The greeting is right' }).submit();
    expect([late.status, late.words]).toEqual([409, expect.stringContaining('Look at it again.')]);
  });

  it('goes once its words are mended and somebody tries again, alone or with all of its sending', async () => {
    const page = await coordinator.get(`/mail/${await idOf('one')}`);
    const bare = await page.form('Try again').submit();
    expect([bare.status, bare.words]).toEqual([
      422,
      expect.stringContaining('Say why, in 10 to 300 characters'),
    ]);
    expect(await stateOf('one')).toBe('held');
    const mended = { mended: 'The greeting is right' };
    expect((await page.form('Try again').fill(mended).submit()).words).toContain(
      'Tried again: it is still held',
    );
    const words = { subject: 'Yours, {{recipient.name}}', body: '[Answer]({{link}})', because: 'Because.' };
    await web.world.db.write([web.world.areaId], (tx) =>
      web.app.get(Templates).save(tx, web.world.areaId, NAME, words, { basedOn: 1, note: 'Mended' }, sam),
    );
    const corrected = await coordinator.get(`/mail/${await idOf('one')}`);
    expect(corrected.words).toContain('“Try again” is all that is needed');
    expect(corrected.form('Try again').values).toMatchObject({ mended: 'Its template has been corrected' });
    const gone = await page.form('Try again').fill(mended).submit();
    expect(gone.words).toContain('It goes, with the template in force now.');
    expect(gone.words).toContain('Yours, Robin Example');
    // What held it stands in its log as it was.
    expect(gone.words).toContain('Checked, held');
    expect(gone.words).not.toContain('Checked, may go');
    const sending = await coordinator.get('/mail/sendings/wave%3A1');
    expect(sending.words).toContain('2 emails wait for somebody');
    const silent = await sending.form(/try-again/).submit();
    expect([silent.status, silent.title]).toEqual([422, expect.stringMatching(/^Error: /)]);
    const tried = await silent
      .form(/try-again/)
      .fill(mended)
      .submit();
    expect(tried.words).toContain('1 email waits for somebody');
    expect(await Promise.all(['one', 'three', 'four'].map(stateOf))).toEqual(['queued', 'queued', 'held']);
  });

  it('is nobody’s to try or stop who may not change what becomes of mail, nor of another area', async () => {
    const id = await idOf('four');
    const administrator = await web.signedIn({ role: 'administrator' });
    const elsewhere = await web.signedIn({ role: 'coordinator', areaId: web.world.secondAreaId });
    for (const path of [`/mail/${id}/try-again`, `/mail/${id}/stop`, '/mail/sendings/wave%3A1/try-again']) {
      const send = async (visitor: Visitor) => {
        const csrf = (await visitor.get('/mail')).one('input[name=_csrf]').getAttribute('value')!;
        return visitor.send(path, {
          method: 'POST',
          body: new URLSearchParams({
            _csrf: csrf,
            [path.endsWith('stop') ? 'why' : 'mended']: 'They rang and know already.',
          }).toString(),
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        });
      };
      expect([path, (await send(administrator)).status]).toEqual([path, 403]);
      expect([path, (await send(elsewhere)).status]).toEqual([path, 404]);
    }
    expect(await stateOf('four')).toBe('held');
  });

  it('has no axe violation on its pages, and fits 1280 and 320 px', async () => {
    const context = await browser.newContext();
    await comeIn(context, coordinator);
    const pictures = process.env['SHOTS'];
    for (const width of [1280, 320]) {
      const page = await context.newPage();
      await page.setViewportSize({ width, height: 900 });
      for (const at of [
        '/today',
        '/mail?show=mend',
        `/mail/${await idOf('four')}`,
        '/mail/sendings/wave%3A1',
      ]) {
        await page.goto(web.url + at);
        expect([at, width, await axe(page)]).toEqual([at, width, []]);
        expect([at, width, await overflow(page)]).toEqual([at, width, 0]);
        if (pictures)
          await page.screenshot({
            path: `${pictures}/held-${at.replace(/[^a-z]+/gi, '-').slice(0, 24)}-${width}.png`,
            fullPage: true,
          });
      }
      await page.close();
    }
    await context.close();
  }, 60_000);
});
